import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_OUTPUT } from '../../templates/bytes/output.js'
import { decodeLexJson, encodeLexJson } from '../../templates/json/lex-json.js'
import { CidLink } from '../../templates/values/cid-link.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import { lexValues } from './arbitraries.js'
import { comparable } from './comparable.js'
import { encodeFailure, failureOf } from './failure.js'
import { hex } from './hex.js'
import { mapOf } from './map-of.js'

const cid = hex('0171122065062a5a5a00fc16d73c6944237ccbc15b1c4a7234489336891d091741a239d0')
const cidText = 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a'

function textOf(json: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(json)
}

/** Encodes what the types do not let through. */
function encodeAnything(value: unknown): unknown {
  return Reflect.apply(encodeLexJson, undefined, [value])
}

describe('encodeLexJson', () => {
  it.each([
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '0'],
    [-1, '-1'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
    ['', '""'],
    ['a"b\\c/', '"a\\"b\\\\c/"'],
    ['\0\b\n\u001F\u007F', '"\\u0000\\b\\n\\u001f\u007F"'],
    ['é€😀\u2028', '"é€😀\u2028"'],
    [[], '[]'],
    [[[], {}, ''], '[[],{},""]'],
    [{}, '{}'],
    [{ b: 1, a: { c: [1, 2] } }, '{"b":1,"a":{"c":[1,2]}}'],
    [{ a: undefined, b: [], c: undefined }, '{"b":[]}'],
    [{ 'a"': 1, é: 2, '': 3 }, '{"a\\"":1,"é":2,"":3}'],
    [mapOf([['__proto__', 1]]), '{"__proto__":1}'],
    [new Uint8Array(), '{"$bytes":""}'],
    [hex('00'), '{"$bytes":"AA"}'],
    [[hex('fbff'), hex('fbffbf')], '[{"$bytes":"+/8"},{"$bytes":"+/+/"}]'],
    [{ a: new CidLink(cid) }, `{"a":{"$link":"${cidText}"}}`],
  ] satisfies readonly (readonly [LexValue, string])[])('writes %j as %s', (value, json) => {
    expect(textOf(encodeLexJson(value))).toBe(json)
  })

  it('writes any text right wherever its memory ends', () => {
    for (const tail of ['é', '"', 'a', 'é'.repeat(22), 'a'.repeat(65)]) {
      for (let size = 128 * 1024 - 440; size <= 128 * 1024 + 16; size += 3) {
        const filler = 'x'.repeat(size)
        if (textOf(encodeLexJson([filler, tail])) !== JSON.stringify([filler, tail])) {
          throw new Error(`${tail} after ${size} characters went wrong`)
        }
      }
    }
  })

  it('leaves nothing of one value in the next', () => {
    const first = encodeLexJson({ a: [1, 2, 3] })
    expect(failureOf(() => encodeLexJson({ b: [1, 0.5] })).code).toBe('bad-integer')
    const second = encodeLexJson('x'.repeat(100))
    expect(textOf(first)).toBe('{"a":[1,2,3]}')
    expect(textOf(second)).toBe(`"${'x'.repeat(100)}"`)
  })
})

describe('what cannot be encoded', () => {
  it.each([
    ['a fraction', 1.5, 'bad-integer', 'not an integer within ±(2^53-1): 1.5'],
    ['NaN', Number.NaN, 'bad-integer', 'not an integer within ±(2^53-1): NaN'],
    ['Infinity', Infinity, 'bad-integer', 'not an integer within ±(2^53-1): Infinity'],
    ['2^53', 2 ** 53, 'bad-integer', 'not an integer within ±(2^53-1): 9007199254740992'],
    ['a high surrogate', '\uD800', 'bad-text', 'a string holds half a surrogate pair'],
    [
      'one at the end of 100',
      `${'a'.repeat(99)}\uD83D`,
      'bad-text',
      'a string holds half a surrogate pair',
    ],
    [
      'a link of version 0',
      new CidLink(hex(`1220${'11'.repeat(32)}`)),
      'bad-cid',
      'not a CID of version 1',
    ],
    ['undefined', undefined, 'wrong-type', 'not a value of the data model: undefined'],
    ['a bigint', 1n, 'wrong-type', 'not a value of the data model: bigint'],
    ['a function', () => 1, 'wrong-type', 'not a value of the data model: function'],
    ['a symbol', Symbol('a'), 'wrong-type', 'not a value of the data model: symbol'],
  ])('%s', (_, value, code, detail) => {
    expect(failureOf(() => encodeAnything(value))).toEqual(encodeFailure(code, '', detail))
    expect(failureOf(() => encodeAnything([value]))).toEqual(
      encodeFailure(code, '[0]', `[0]: ${detail}`),
    )
    expect(failureOf(() => encodeAnything([0, '', value]))).toEqual(
      encodeFailure(code, '[2]', `[2]: ${detail}`),
    )
    if (value === undefined) return
    expect(failureOf(() => encodeAnything({ a: 1, b: [[], { c: value }] }))).toEqual(
      encodeFailure(code, 'b[1].c', `b[1].c: ${detail}`),
    )
    expect(failureOf(() => encodeAnything({ a: [0], b: value }))).toEqual(
      encodeFailure(code, 'b', `b: ${detail}`),
    )
  })

  it('names with half a surrogate pair', () => {
    expect(failureOf(() => encodeLexJson({ a: { b: 1, '\uD800': 1 } }))).toEqual(
      encodeFailure('bad-text', 'a', 'a: a string holds half a surrogate pair'),
    )
  })

  it.each(['$bytes', '$link'])(
    'an object with the name %s, which would be read as another',
    (name) => {
      // In CBOR such an object is one like any other; in JSON the name is what tells bytes and links.
      const detail = `an object with the name ${name} cannot be said in JSON`
      expect(failureOf(() => encodeLexJson({ a: { [name]: 'AA' } }))).toEqual(
        encodeFailure('bad-key', 'a', `a: ${detail}`),
      )
      expect(failureOf(() => encodeLexJson([{ b: 1, [name]: 2 }]))).toEqual(
        encodeFailure('bad-key', '[0]', `[0]: ${detail}`),
      )
      expect(textOf(encodeLexJson({ [name]: undefined }))).toBe('{}')
    },
  )

  it('nesting beyond 128', () => {
    expect(textOf(encodeLexJson(nested(128)))).toBe('['.repeat(128) + '0' + ']'.repeat(128))
    expect(failureOf(() => encodeLexJson(nested(129)))).toEqual(
      encodeFailure('too-deep', '[0]'.repeat(128), `${'[0]'.repeat(128)}: nested too deep`),
    )
  })

  it('values that contain themselves', () => {
    const list: LexValue[] = []
    list.push(list, list)
    expect(failureOf(() => encodeLexJson(list)).code).toBe('too-deep')
  })

  it('more than the largest frame', () => {
    expect(failureOf(() => encodeLexJson(new Uint8Array(MAX_OUTPUT)))).toMatchObject({
      name: 'EncodeError',
      code: 'too-large',
      message: `a frame is larger than ${MAX_OUTPUT} bytes`,
    })
  })
})

describe('any value', () => {
  it('comes back as it was, as JSON.stringify would write it', () => {
    fc.assert(
      fc.property(lexValues, (value) => {
        const json = encodeLexJson(value)
        expect(comparable(decodeLexJson(json))).toEqual(comparable(value))
        const text = textOf(json)
        expect(JSON.stringify(JSON.parse(text))).toBe(text)
      }),
      { numRuns: 300 },
    )
  })
})

/** Arrays of arrays, so many levels deep. */
function nested(depth: number): LexValue {
  let value: LexValue = 0
  for (let i = 0; i < depth; i++) value = [value]
  return value
}
