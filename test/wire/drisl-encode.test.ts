import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { MAX_OUTPUT } from '../../templates/bytes/output.js'
import { CidLink, isCid } from '../../templates/values/cid-link.js'
import { entriesOf, isArray } from '../../templates/values/lex-map.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import { lexValues } from './arbitraries.js'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { encodeFailure, failureOf } from './failure.js'
import { hex, joined, toHex } from './hex.js'
import { mapOf } from './map-of.js'

/** Encodes what the types do not let through. */
function encodeAnything(value: unknown, options = {}): unknown {
  return Reflect.apply(encodeDrisl, undefined, [value, options])
}

// Which bytes a value is written as is pinned by the vectors.

describe('encodeDrisl', () => {
  it('knows no zero below zero', () => {
    expect(toHex(encodeDrisl(-0))).toBe('00')
  })

  it('writes bytes of a window, not of its buffer', () => {
    const window = hex('00010203').subarray(1, 3)
    expect(encodeDrisl(window)).toEqual(hex('420102'))
  })

  it.each([0, 23, 24, 255, 256, 65535, 65536])('writes lengths of %i in the shortest form', (n) => {
    expect(encodeDrisl('x'.repeat(n))).toEqual(cbor.text('x'.repeat(n)))
    expect(encodeDrisl(new Uint8Array(n))).toEqual(cbor.bytes(new Uint8Array(n)))
    const items = Array.from({ length: n }, () => 0)
    expect(encodeDrisl(items)).toEqual(joined(cbor.head(4, n), new Uint8Array(n)))
  })

  it.each([12, 24, 85, 86, 127, 128, 21845, 32768])('writes %i characters of two bytes', (n) => {
    expect(encodeDrisl('é'.repeat(n))).toEqual(cbor.text('é'.repeat(n)))
    expect(encodeDrisl('x'.repeat(n - 1) + '€')).toEqual(cbor.text('x'.repeat(n - 1) + '€'))
  })

  it('writes any text right wherever its memory ends', () => {
    // Frames are written into memory of some size, one after the other: each text here ends at
    // another distance from the end of it.
    for (const tail of ['é', '€', '😀', 'a', 'é'.repeat(8), 'aé'.repeat(50)]) {
      for (let size = 128 * 1024 - 320; size <= 128 * 1024 + 16; size++) {
        const filler = new Uint8Array(size)
        const last: unknown = Object.values(decodeDrisl(encodeDrisl([filler, tail])) ?? {})[1]
        if (last !== tail) throw new Error(`${tail} after ${size} bytes became ${String(last)}`)
      }
    }
  })

  it('leaves nothing of one value in the next', () => {
    const first = encodeDrisl({ a: [1, 2, 3] })
    expect(failureOf(() => encodeDrisl({ b: [1, 0.5] })).code).toBe('bad-integer')
    const second = encodeDrisl({ c: 'x'.repeat(100) })
    expect(decodeDrisl(first)).toEqual({ a: [1, 2, 3] })
    expect(decodeDrisl(second)).toEqual({ c: 'x'.repeat(100) })
  })
})

describe('keys', () => {
  it('without a value are left out', () => {
    expect(toHex(encodeDrisl({ a: undefined, b: 1, c: { d: undefined } }))).toBe('a26162016163a0')
  })

  it('of the prototype are left out, own ones of such names are kept', () => {
    const inherits: LexValue = { __proto__: { a: 1 } }
    expect(toHex(encodeDrisl(inherits))).toBe('a0')
    const own = mapOf([
      ['__proto__', 1],
      ['constructor', 2],
    ])
    expect(encodeDrisl(own)).toEqual(
      cbor.map(['__proto__', cbor.int(1)], ['constructor', cbor.int(2)]),
    )
  })

  it('with half a surrogate pair fail', () => {
    expect(failureOf(() => encodeDrisl({ a: { '\uD800': 1 } }))).toEqual(
      encodeFailure('bad-text', 'a', 'a: a string holds half a surrogate pair'),
    )
  })
})

describe('what cannot be encoded', () => {
  it.each([
    ['a fraction', 1.5, 'bad-integer', 'not an integer within ±(2^53-1): 1.5'],
    ['NaN', Number.NaN, 'bad-integer', 'not an integer within ±(2^53-1): NaN'],
    ['Infinity', Infinity, 'bad-integer', 'not an integer within ±(2^53-1): Infinity'],
    ['2^53', 2 ** 53, 'bad-integer', 'not an integer within ±(2^53-1): 9007199254740992'],
    ['-2^53', -(2 ** 53), 'bad-integer', 'not an integer within ±(2^53-1): -9007199254740992'],
    ['a high surrogate', '\uD800', 'bad-text', 'a string holds half a surrogate pair'],
    ['a low surrogate', 'a\uDC00b', 'bad-text', 'a string holds half a surrogate pair'],
    ['surrogates swapped', '\uDC00\uD800', 'bad-text', 'a string holds half a surrogate pair'],
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
    ['a link without a digest', new CidLink(hex('01711220')), 'bad-cid', 'not a CID of version 1'],
    ['undefined', undefined, 'wrong-type', 'not a value of the data model: undefined'],
    ['a bigint', 1n, 'wrong-type', 'not a value of the data model: bigint'],
    ['a function', () => 1, 'wrong-type', 'not a value of the data model: function'],
    ['a symbol', Symbol('a'), 'wrong-type', 'not a value of the data model: symbol'],
  ])('%s', (_, value, code, detail) => {
    expect(failureOf(() => encodeAnything(value))).toEqual(encodeFailure(code, '', detail))
    expect(failureOf(() => encodeAnything([0, value]))).toEqual(
      encodeFailure(code, '[1]', `[1]: ${detail}`),
    )
    if (value === undefined) return
    expect(failureOf(() => encodeAnything({ a: 1, b: [[], { c: value }] }))).toEqual(
      encodeFailure(code, 'b[1].c', `b[1].c: ${detail}`),
    )
  })

  it('a hole in an array', () => {
    expect(failureOf(() => encodeDrisl(Array.from<number>({ length: 2 })))).toEqual(
      encodeFailure('wrong-type', '[0]', '[0]: not a value of the data model: undefined'),
    )
  })

  it('nesting beyond 128', () => {
    expect(comparable(decodeDrisl(encodeDrisl(nested(128))))).toEqual(comparable(nested(128)))
    expect(failureOf(() => encodeDrisl(nested(129)))).toEqual(
      encodeFailure('too-deep', '[0].a'.repeat(64), `${'[0].a'.repeat(64)}: nested too deep`),
    )
  })

  it('values that contain themselves', () => {
    const list: LexValue[] = []
    list.push(list, list)
    expect(failureOf(() => encodeDrisl(list)).code).toBe('too-deep')
    const object: { [name: string]: LexValue } = { z: 1 }
    object['self'] = { object }
    expect(failureOf(() => encodeDrisl(object)).code).toBe('too-deep')
  })

  it('more than the largest frame', () => {
    expect(failureOf(() => encodeDrisl([1, new Uint8Array(MAX_OUTPUT)]))).toMatchObject({
      name: 'EncodeError',
      code: 'too-large',
      message: `a frame is larger than ${MAX_OUTPUT} bytes`,
    })
    expect(encodeDrisl(new Uint8Array(1000))).toHaveLength(1003)
  })
})

describe('floats, when they are allowed', () => {
  it.each([
    [1.5, 'fb3ff8000000000000'],
    [-0.5, 'fbbfe0000000000000'],
    [Number.MIN_VALUE, 'fb0000000000000001'],
    [7, '07'],
    [-7, '26'],
    [-0, '00'],
  ])('%d is %s', (value, digits) => {
    expect(toHex(encodeDrisl(value, { allowFloats: true }))).toBe(digits)
    expect(toHex(encodeDrisl([{ a: value }], { allowFloats: true }))).toBe(`81a16161${digits}`)
  })

  it.each([
    [Number.NaN, 'not a finite number: NaN'],
    [Infinity, 'not a finite number: Infinity'],
    [-Infinity, 'not a finite number: -Infinity'],
    [2 ** 53, 'not an integer within ±(2^53-1): 9007199254740992'],
  ])('still not %d', (value, detail) => {
    expect(failureOf(() => encodeDrisl(value, { allowFloats: true }))).toEqual(
      encodeFailure('bad-integer', '', detail),
    )
  })

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(!Number.isInteger(value))
        const encoded = encodeDrisl(value, { allowFloats: true })
        expect(decodeDrisl(encoded, { allowFloats: true })).toBe(value)
      }),
    )
  })
})

describe('any value', () => {
  it('comes back as it was, from the same bytes whatever the order of its properties', () => {
    fc.assert(
      fc.property(lexValues, (value) => {
        const encoded = encodeDrisl(value)
        const decoded = decodeDrisl(encoded)
        expect(comparable(decoded)).toEqual(comparable(value))
        expect(encodeDrisl(reversed(decoded))).toEqual(encoded)
      }),
      { numRuns: 300 },
    )
  })
})

/** A value with the properties of all its objects in the opposite order. */
function reversed(value: LexValue): LexValue {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array || isCid(value)) return value
  if (isArray(value)) return value.map(reversed)
  return mapOf(
    entriesOf(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .toReversed(),
  )
}

/** An array and object by turns, so many levels deep. */
function nested(depth: number): LexValue {
  let value: LexValue = 0
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value }
  return value
}
