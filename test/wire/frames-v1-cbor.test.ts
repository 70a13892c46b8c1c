import { describe, expect, it } from 'vitest'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import {
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
  time,
} from './sample-messages.js'

const codec = repos.codecs['xrpc.v1.cbor']
const labelCodec = labelStream.codecs['xrpc.v1.cbor']

type Pair = readonly [string, Uint8Array]

const messageKind: Pair = ['$type', cbor.text('message')]
const fields: readonly Pair[] = [
  ['did', cbor.text(did)],
  ['seq', cbor.int(5)],
  ['time', cbor.text(time)],
]
const payload = cbor.map(...fields, ['$type', cbor.text(identity.$type)])
const frame = cbor.map(messageKind, ['payload', payload])
const message = { $type: identity.$type, did, seq: 5, time }

// What envelopes and errors mean, and which are refused for what, is pinned by the vectors.

describe('a message', () => {
  it('is one item: an envelope around a payload with its $type', () => {
    expect(codec.decode(frame)).toEqual({ kind: 'message', message })
    expect(codec.encode({ ...message })).toEqual(frame)
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const encoded = codec.encode(sample)
      const decoded = codec.decode(encoded)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(encoded))).toEqual(comparable(decoded))
    },
  )

  it.each(labelMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      expect(comparable(labelCodec.decode(labelCodec.encode(sample)))).toEqual(
        comparable({ kind: 'message', message: sample }),
      )
    },
  )

  it('cut anywhere is truncated, at the end of what is there', () => {
    for (const sample of repoMessages) {
      const encoded = codec.encode(sample)
      for (let length = 0; length < encoded.length; length++) {
        const cut = encoded.subarray(0, length)
        const expected = { name: 'DecodeError', code: 'truncated', offset: length }
        expect(
          failureOf(() => codec.decode(cut)),
          `${length}`,
        ).toMatchObject(expected)
        expect(failureOf(() => codec.decodeWithoutFormats(cut))).toMatchObject(expected)
      }
    }
  })
})
