import { describe, expect, it } from 'vitest'

import { canRedraw, paint, wantsColor } from '../../codegen/terminal.js'

describe('wantsColor', () => {
  it.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
    ['NO_COLOR on a terminal', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, false, true],
    ['an empty FORCE_COLOR', { FORCE_COLOR: '' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['FORCE_COLOR=false', { FORCE_COLOR: 'false' }, true, false],
    ['FORCE_COLOR before NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ])('%s', (_name, environment, isTTY, wanted) => {
    expect(wantsColor(environment, isTTY)).toBe(wanted)
  })
})

describe('canRedraw', () => {
  it.each([
    ['a terminal', { TERM: 'xterm' }, true, true],
    ['a terminal that does not say which', {}, true, true],
    ['a terminal without colours', { TERM: 'xterm', NO_COLOR: '1' }, true, true],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
    ['a pipe', { TERM: 'xterm', FORCE_COLOR: '1' }, false, false],
  ])('%s', (_name, environment, isTTY, can) => {
    expect(canRedraw(environment, isTTY)).toBe(can)
  })
})

describe('paint', () => {
  it('colours only where the stream shows colours', () => {
    expect(paint({ color: true }, 'red', 'text')).toBe('\u001B[31mtext\u001B[39m')
    expect(paint({ color: false }, 'red', 'text')).toBe('text')
  })
})
