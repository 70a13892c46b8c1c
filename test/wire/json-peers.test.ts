import { lexParse, lexParseJsonBytes, lexStringify } from '@atproto/lex-json'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLexJson, encodeLexJson } from '../../templates/json/lex-json.js'
import { lexValues, texts } from './arbitraries.js'
import { comparable } from './comparable.js'

const utf8 = new TextEncoder()

/** JSON text written by no machine: any white space, any escapes, numbers in any form. */
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ')
const strings: fc.Arbitrary<string> = fc
  .tuple(texts, fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 2)))
  .map(([text, choices]) => {
    const written = Array.from({ length: text.length }, (_, i) => {
      const unit = text.charAt(i)
      const choice: unknown = choices.next().value
      const hex = text.charCodeAt(i).toString(16).padStart(4, '0')
      if (choice === 1) return `\\u${hex}`
      if (choice === 2) return unit === '/' ? '\\/' : `\\u${hex.toUpperCase()}`
      // Half of a pair is written as the other half is: both as they are, or both escaped.
      return /[\uD800-\uDFFF]/.test(unit) ? `\\u${hex}` : JSON.stringify(unit).slice(1, -1)
    })
    return `"${written.join('')}"`
  })
const numbers: fc.Arbitrary<string> = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.integer({ min: -999, max: 999 }).map((value) => `${value}.0`),
  fc.integer({ min: -999, max: 999 }).map((value) => `${value}e2`),
  fc.constantFrom('0', '-0', '0.0', '-0.0e0', '1E+2', '100e-2'),
)
const jsonTexts: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc
    .tuple(
      space,
      fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('null', 'true', 'false'),
        numbers,
        strings,
        fc.array(tie('value'), { maxLength: 5 }).map((items) => `[${items.join()}]`),
        fc
          .uniqueArray(fc.tuple(texts, space, tie('value')), {
            maxLength: 5,
            selector: ([name]) => name,
          })
          .map((members) => {
            const pairs = members.map(
              ([name, gap, value]) => `${JSON.stringify(name)}${gap}:${value}`,
            )
            return `{${pairs.join()}}`
          }),
      ),
      space,
    )
    .map((parts) => parts.join('')),
})).value

describe('JSON of any form', () => {
  it('is the same value to JSON.parse', () => {
    fc.assert(
      fc.property(jsonTexts, (json) => {
        // Zero has no sign in the data model.
        const expected: unknown = JSON.parse(json, (_, value: unknown) => (value === 0 ? 0 : value))
        const ours = decodeLexJson(json)
        expect(comparable(ours)).toEqual(comparable(expected))
        expect(comparable(decodeLexJson(utf8.encode(json)))).toEqual(comparable(ours))
      }),
      { numRuns: 500 },
    )
  })
})

describe('values of any shape', () => {
  it('are the same to lexParse, from bytes and from text', () => {
    fc.assert(
      fc.property(lexValues, (value) => {
        const json = encodeLexJson(value)
        fc.pre(!isRefused(json))
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(json)
        expect(comparable(lexParse(text))).toEqual(comparable(value))
        expect(comparable(lexParseJsonBytes(json))).toEqual(comparable(value))
      }),
      { numRuns: 300 },
    )
  })

  it('that lexStringify writes are read as they were', () => {
    fc.assert(
      fc.property(lexValues, (value) => {
        const json = encodeLexJson(value)
        fc.pre(!isRefused(json))
        const theirs = lexParse(new TextDecoder().decode(json))
        expect(comparable(decodeLexJson(lexStringify(theirs)))).toEqual(comparable(theirs))
      }),
      { numRuns: 300 },
    )
  })
})

/** The peer takes no object with a property of this name. */
function isRefused(json: Uint8Array): boolean {
  return Buffer.from(json).includes('"__proto__"')
}
