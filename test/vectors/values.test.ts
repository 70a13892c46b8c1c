import { decode as atcuteDecode, encode as atcuteEncode } from '@atcute/cbor'
import { decode as lexDecode, encode as lexEncode } from '@atproto/lex-cbor'
import { lexParse } from '@atproto/lex-json'
import { describe, expect, it } from 'vitest'
import { jsonText } from '../../codegen/proposal/vectors/encode/frames.js'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import { decodeDrisl, encodeDrisl } from '../../templates/cbor/drisl.js'
import { decodeLexJson, encodeLexJson } from '../../templates/json/lex-json.js'
import { comparable } from '../wire/comparable.js'
import { hex, toHex } from '../wire/hex.js'
import { lexOf } from './lex-of.js'
import { readVectors } from './read-vectors.js'

const { cases } = readVectors('values')

/** What the peers get wrong, by what they get wrong it in. */
const faults: Readonly<Record<string, readonly string[]>> = {
  // It drops the mark.
  'text/byte-order-mark': ['lex-cbor'],
  // It sets the prototype, or refuses the name.
  'map/key-__proto__': ['lex-cbor', 'lex-json'],
  // It does not encode objects with a property of this name.
  'map/key-constructor': ['atcute'],
  // They take links of the protocol's own codecs and hash alone.
  'link/sha-512': ['atcute'],
  'link/blake3': ['atcute'],
  'link/long-codec': ['atcute'],
  'link/identity': ['atcute'],
  // It goes no deeper than this, or less deep.
}

describe.each(cases)('$id', ({ id, value, cbor, json, alsoJson = [] }) => {
  const digits = joinParts(cbor)
  const text = joinParts(json)
  const ours = decodeDrisl(hex(digits))
  const has = (peer: string): boolean => faults[id]?.includes(peer) !== true

  it('is read from CBOR and written as the same', () => {
    if (value !== undefined) expect(comparable(ours)).toEqual(comparable(lexOf(value)))
    expect(toHex(encodeDrisl(value === undefined ? ours : lexOf(value)))).toBe(digits)
  })

  it('is read from JSON and written as the same', () => {
    expect(comparable(decodeLexJson(text))).toEqual(comparable(ours))
    expect(comparable(decodeLexJson(new TextEncoder().encode(text)))).toEqual(comparable(ours))
    if (value === undefined) return
    expect(jsonText(value)).toBe(text)
    expect(
      JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(encodeLexJson(ours))),
    ).toEqual(JSON.parse(text))
  })

  it.each(alsoJson.map((other) => [joinParts(other)] as const))('is read from %j too', (other) => {
    expect(comparable(decodeLexJson(other))).toEqual(comparable(ours))
  })

  it('is the same to others', () => {
    if (has('lex-cbor')) {
      const theirs = lexDecode(hex(digits))
      expect(comparable(theirs)).toEqual(comparable(ours))
      expect(toHex(lexEncode(theirs))).toBe(digits)
    }
    if (has('atcute')) {
      const theirs: unknown = atcuteDecode(hex(digits))
      expect(comparable(theirs)).toEqual(comparable(ours))
      expect(toHex(atcuteEncode(theirs))).toBe(digits)
    }
    if (has('lex-json')) expect(comparable(lexParse(text))).toEqual(comparable(ours))
  })
})

it('the faults of others are those of cases that there are', () => {
  const ids = cases.map(({ id }) => id)
  expect(Object.keys(faults).filter((id) => !ids.includes(id))).toEqual([])
})
