import * as fc from 'fast-check'

/** Characters that formats tell apart, and some that look like them. */
const alphabet = [
  ...'abjkzAZ0127890.:-_~%#?/+=@Tx \n\0\t\u007f'.split(''),
  'é',
  '\u0430', // Cyrillic, looks like a
  '\uff0e', // full-width full stop
  '\u2013', // en dash
  '\u00a0',
  '\u2028',
  '\ud800',
  '\u{1f4a9}',
  'did:',
  'at://',
  '%zz',
  '%C3%A9',
  '-x-',
  '..',
  '//',
]

/** Valid texts with a few small changes: the texts that a validator is most likely to misjudge. */
export function nearly(samples: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    kind: fc.constantFrom('insert', 'replace', 'delete', 'repeat', 'cut', 'swap-case'),
    // Counted from the start and from the end, so that both ends get their share.
    at: fc.integer({ min: -12, max: 40 }),
    character: fc.constantFrom(...alphabet),
  })
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 3 }))
    .map(([text, changes]) =>
      changes.reduce((changed, { kind, at, character }) => {
        const from = at < 0 ? Math.max(0, changed.length + at) : Math.min(at, changed.length)
        const before = changed.slice(0, from)
        const here = changed.slice(from, from + 1)
        const after = changed.slice(from + 1)
        if (kind === 'insert') return before + character + here + after
        if (kind === 'replace') return before + character + after
        if (kind === 'delete') return before + after
        if (kind === 'repeat') return before + here + here + after
        if (kind === 'cut') return before
        const upper = here.toUpperCase()
        return before + (upper === here ? here.toLowerCase() : upper) + after
      }, text),
    )
}
