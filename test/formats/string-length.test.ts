import { graphemeLen, utf8Len } from '@atproto/lex-data'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  atLeastGraphemes,
  atLeastUtf8,
  atMostGraphemes,
  atMostUtf8,
  graphemeCount,
  utf8Length,
} from '../../templates/values/string-length.js'

const encoder = new TextEncoder()

/** Any UTF-16, lone surrogates and the things that stick together included. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.nat(0x2ff).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\r', '\n', '\r\n', '\u0301', '\u200d', '\u{1f469}', '\u{1f1e9}', '\u00ad'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('utf8Length', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['\u007f\u0080\u07ff\u0800\uffff', 1 + 2 + 2 + 3 + 3],
    ['\u{10000}\u{10ffff}', 8],
    ['\ud800', 3],
    ['\udc00\ud800', 6],
    ['\ud800\ud800\udc00', 7],
    ['a\ud83d', 4],
  ])('%j: %i', (text, length) => {
    expect(utf8Length(text)).toBe(length)
    expect(encoder.encode(text).length).toBe(length)
  })

  it('agrees with TextEncoder and @atproto/lex-data', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).toBe(encoder.encode(text).length)
        expect(utf8Length(text)).toBe(utf8Len(text))
      }),
    )
  })

  it('decides the bounds as counting would', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, bound) => {
        expect(atMostUtf8(text, bound)).toBe(utf8Length(text) <= bound)
        expect(atLeastUtf8(text, bound)).toBe(utf8Length(text) >= bound)
      }),
    )
    expect(atMostUtf8('é', Number.POSITIVE_INFINITY)).toBe(true)
    expect(atLeastUtf8('', 0)).toBe(true)
  })
})

describe('graphemeCount', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['\r\n', 1],
    ['\n\r', 2],
    ['\r\r\n\n', 3],
    ['a\r\nb', 3],
    ['cafe\u0301', 4],
    ['\r\u0301', 2],
    ['\u{1f469}\u200d\u{1f469}\u200d\u{1f466}', 1],
    ['\u{1f1e9}\u{1f1ea}\u{1f1eb}', 2],
    ['\ud800', 1],
    ['\u0000\u00ad\u00a9', 3],
  ])('%j: %i', (text, count) => {
    expect(graphemeCount(text)).toBe(count)
    expect(graphemeLen(text)).toBe(count)
  })

  it('agrees with @atproto/lex-data', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(graphemeCount(text)).toBe(graphemeLen(text))
      }),
    )
  })

  it('has it right that nothing below U+0300 sticks together but CR LF', () => {
    for (let code = 0; code < 0x300; code++) {
      const character = String.fromCharCode(code)
      for (const other of ['\r', '\n', 'a', '\u00a9', '\u00ad', character]) {
        expect(graphemeCount(character + other)).toBe(graphemeLen(character + other))
      }
    }
  })

  it('decides the bounds as counting would', () => {
    fc.assert(
      fc.property(anyText, fc.nat(12), (text, bound) => {
        expect(atMostGraphemes(text, bound)).toBe(graphemeCount(text) <= bound)
        expect(atLeastGraphemes(text, bound)).toBe(graphemeCount(text) >= bound)
      }),
    )
    expect(atMostGraphemes('é', Number.POSITIVE_INFINITY)).toBe(true)
    expect(atLeastGraphemes('', 0)).toBe(true)
  })
})
