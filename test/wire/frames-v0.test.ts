import { describe, expect, it } from 'vitest'
import * as cbor from './build-cbor.js'
import { comparable } from './comparable.js'
import { failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import {
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
  time,
} from './sample-messages.js'

const codec = repos.codecs['xrpc.v0.cbor']
const labelCodec = labelStream.codecs['xrpc.v0.cbor']

const header = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)])
const payload = cbor.map(['did', cbor.text(did)], ['seq', cbor.int(5)], ['time', cbor.text(time)])
const message = { $type: identity.$type, did, seq: 5, time }

// What else a frame may hold, and which are refused for what, is pinned by the vectors.

describe('a message', () => {
  it('is two items: a header and a payload', () => {
    expect(codec.decode(joined(header, payload))).toEqual({ kind: 'message', message })
    expect(codec.encode({ ...message })).toEqual(joined(header, payload))
  })

  it.each(repoMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const frame = codec.encode(sample)
      const decoded = codec.decode(frame)
      expect(comparable(decoded)).toEqual(comparable({ kind: 'message', message: sample }))
      expect(comparable(codec.decodeWithoutFormats(frame))).toEqual(comparable(decoded))
    },
  )

  it.each(labelMessages.map((sample) => [sample.$type, sample] as const))(
    'comes back as it was: %s',
    (_, sample) => {
      const frame = labelCodec.encode(sample)
      expect(comparable(labelCodec.decode(frame))).toEqual(
        comparable({ kind: 'message', message: sample }),
      )
    },
  )

  it('has no property for a field that is absent', () => {
    const decoded = codec.decode(joined(header, payload))
    if (decoded.kind !== 'message') throw new Error(decoded.kind)
    expect(Object.keys(decoded.message).sort()).toEqual(['$type', 'did', 'seq', 'time'])
  })

  it('cut anywhere is truncated, at the end of what is there', () => {
    for (const sample of repoMessages) {
      const frame = codec.encode(sample)
      for (let length = 0; length < frame.length; length++) {
        const cut = frame.subarray(0, length)
        const expected = { name: 'DecodeError', code: 'truncated', offset: length }
        expect(
          failureOf(() => codec.decode(cut)),
          `${length}`,
        ).toMatchObject(expected)
        expect(
          failureOf(() => codec.decodeWithoutFormats(cut)),
          `${length}`,
        ).toMatchObject(expected)
      }
    }
    for (const sample of labelMessages) {
      const frame = labelCodec.encode(sample)
      for (let length = 0; length < frame.length; length++) {
        expect(failureOf(() => labelCodec.decode(frame.subarray(0, length)))).toMatchObject({
          name: 'DecodeError',
          code: 'truncated',
          offset: length,
        })
      }
    }
  })

  it('may lie anywhere in a larger buffer', () => {
    const larger = joined(hex('00ff'), header, payload, hex('00'))
    const frame = larger.subarray(2, larger.length - 1)
    expect(codec.decode(frame)).toEqual({ kind: 'message', message })
    expect(codec.peek(frame)).toMatchObject({ kind: 'message', seq: 5, shardKey: did })
  })
})
