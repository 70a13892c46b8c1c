import { decode as atcuteDecode, encode as atcuteEncode } from '@atcute/cbor'
import { decode as lexDecode, encode as lexEncode } from '@atproto/lex-cbor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { lexValues } from './arbitraries.js'
import { comparable } from './comparable.js'
import { toHex } from './hex.js'

/** What @atproto/lex-cbor gets wrong: it drops a byte order mark and sets prototypes. */
const lexFaults = ['\uFEFF', '__proto__']
/** What @atcute/cbor gets wrong: it does not encode objects with a property of this name. */
const atcuteFaults = ['constructor']

function mentions(encoded: Uint8Array, texts: readonly string[]): boolean {
  return texts.some((text) => Buffer.from(encoded).includes(text))
}

/** Any values but those that hold a text which a peer gets wrong. */
function valuesWithout(faults: readonly string[]): fc.Arbitrary<Uint8Array> {
  return lexValues
    .map((value) => encodeDrisl(value))
    .filter((encoded) => !mentions(encoded, faults))
}

describe('values of any shape', () => {
  it('are the same bytes and values to @atproto/lex-cbor', () => {
    fc.assert(
      fc.property(valuesWithout(lexFaults), (encoded) => {
        const theirs = lexDecode(encoded)
        expect(comparable(decodeDrisl(encoded))).toEqual(comparable(theirs))
        expect(toHex(lexEncode(theirs))).toBe(toHex(encoded))
      }),
      { numRuns: 300 },
    )
  })

  it('are the same bytes and values to @atcute/cbor', () => {
    fc.assert(
      fc.property(valuesWithout(atcuteFaults), (encoded) => {
        const theirs: unknown = atcuteDecode(encoded)
        expect(comparable(decodeDrisl(encoded))).toEqual(comparable(theirs))
        expect(toHex(atcuteEncode(theirs))).toBe(toHex(encoded))
      }),
      { numRuns: 300 },
    )
  })
})

describe('bytes of any kind', () => {
  // Both peers are lenient in places: what is accepted here has to be accepted there.
  const inputs = fc.oneof(
    fc.uint8Array({ maxLength: 24 }),
    fc
      .tuple(valuesWithout(lexFaults), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([encoded, at, byte]) => encoded.with(at % encoded.length, byte)),
  )

  it('that are accepted are accepted by both peers, as the same value', () => {
    let accepted = 0
    fc.assert(
      fc.property(inputs, (input) => {
        let value: unknown
        try {
          value = decodeDrisl(input)
        } catch {
          return
        }
        accepted++
        fc.pre(!mentions(input, lexFaults))
        expect(comparable(lexDecode(input))).toEqual(comparable(value))
        const theirs = atcuteDecoded(input)
        if (theirs !== undefined) expect(comparable(theirs)).toEqual(comparable(value))
      }),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})

/** The value to @atcute/cbor, `undefined` where a link is of a codec or hash that it does not take. */
function atcuteDecoded(input: Uint8Array): unknown {
  try {
    return atcuteDecode(input)
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith('incorrect cid')) return undefined
    throw error
  }
}
