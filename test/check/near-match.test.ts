import { describe, expect, it } from 'vitest'

import { nearMatch } from '../../codegen/check/near-match.js'

describe('nearMatch', () => {
  it.each([
    ['cusor', ['cursor', 'commit'], 'cursor'],
    ['crusor', ['cursor', 'cuser'], 'cursor'],
    ['MAXLENGTH', ['minLength', 'maxLength'], 'maxLength'],
    ['maxLength', ['maxLength', 'minLength'], 'minLength'],
    ['bat', ['cat', 'bad'], 'bad'],
    ['a', ['b'], undefined],
    ['', ['a'], undefined],
    ['com.example.label.defs', ['com.example.admin.defs'], undefined],
    ['com.exmaple.labels.def', ['com.example.label.defs'], 'com.example.label.defs'],
    ['commit', ['identity', 'account'], undefined],
    ['x'.repeat(1e6), ['x'.repeat(1e6 - 1)], undefined],
  ])('of %.20s among %.40j is %s', (wanted, candidates, expected) => {
    expect(nearMatch(wanted, candidates)).toBe(expected)
    expect(nearMatch(wanted, candidates.toReversed())).toBe(expected)
  })
})
