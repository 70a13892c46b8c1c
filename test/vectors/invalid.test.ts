import { decode as atcuteDecode } from '@atcute/cbor'
import { decode as lexDecode } from '@atproto/lex-cbor'
import { describe, expect, it } from 'vitest'
import { joinParts } from '../../codegen/proposal/vectors/encode/parts.js'
import { decodeDrisl } from '../../templates/cbor/drisl.js'
import { decodeLexJson } from '../../templates/json/lex-json.js'
import { failureOf } from '../wire/failure.js'
import { hex } from '../wire/hex.js'
import { expectRefused } from './expect-refused.js'
import { peerLeniency } from './peer-leniency.js'
import { readVectors } from './read-vectors.js'

const cbor = readVectors('invalid-cbor')
const json = readVectors('invalid-json')

describe('CBOR that is none of the data model', () => {
  it.each(cbor.cases)('$id', (refusal) => {
    const bytes = hex(joinParts(refusal.cbor))
    expectRefused(
      refusal,
      failureOf(() => decodeDrisl(bytes)),
      'cbor',
    )
  })

  it.each(['lex-cbor', 'atcute'] as const)(
    'is refused by %s too, but for what is listed',
    (peer) => {
      const decode = peer === 'lex-cbor' ? lexDecode : atcuteDecode
      const accepted = cbor.cases.filter((refusal) => {
        try {
          decode(hex(joinParts(refusal.cbor)))
          return true
        } catch {
          return false
        }
      })
      expect(accepted.map(({ id }) => id)).toEqual(peerLeniency[peer])
    },
  )
})

describe('JSON that is none of the data model', () => {
  it.each(json.cases)('$id', (refusal) => {
    const text = joinParts(refusal.json)
    expectRefused(
      refusal,
      failureOf(() => decodeLexJson(text)),
      'json',
    )
    expectRefused(
      refusal,
      failureOf(() => decodeLexJson(new TextEncoder().encode(text))),
      'json',
    )
  })

  it('is refused by JSON.parse, or for what JSON lets through', () => {
    const beyondJson = ['integer-range', 'fraction', 'surrogate', 'key-twice', 'base64', 'cid']
    for (const { id, reason, json: parts } of json.cases) {
      const isJson = beyondJson.includes(reason) || reason.startsWith('special-')
      const parse = (): unknown => JSON.parse(joinParts(parts))
      if (isJson || reason === 'too-deep') expect(parse, id).not.toThrow()
      else expect(parse, id).toThrow(SyntaxError)
    }
  })
})

it('every reason is explained, and none that no case gives', () => {
  for (const { reasons, cases } of [cbor, json]) {
    const given = new Set(cases.map(({ reason }) => reason))
    expect(Object.keys(reasons).toSorted()).toEqual([...given].toSorted())
  }
})
