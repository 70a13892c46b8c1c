import { describe, expect, it } from 'vitest'
import type { FramePeek } from '../../generated/runtime/frame/decoded-frame.js'
import { subprotocols } from '../../generated/runtime/frame/subprotocol.js'
import * as cbor from './build-cbor.js'
import { failureOf } from './failure.js'
import { hex, joined } from './hex.js'
import {
  did,
  identity,
  labelMessages,
  labelStream,
  repoMessages,
  repos,
} from './sample-messages.js'
import { frameOf, valid, without } from './untyped-message.js'

/** All that a peek tells, the shard key looked at. */
function told({ kind, type, seq, shardKey }: FramePeek): unknown {
  return { kind, type, seq, shardKey }
}

describe.each(subprotocols)('peek in %s', (subprotocol) => {
  const codec = repos.codecs[subprotocol]
  const labelCodec = labelStream.codecs[subprotocol]

  it.each(repoMessages.map((message) => [message.$type, message] as const))(
    'tells type, seq and shard key of %s',
    (type, message) => {
      expect(told(codec.peek(codec.encode(message)))).toEqual({
        kind: 'message',
        type,
        seq: 'seq' in message ? message.seq : undefined,
        shardKey: 'repo' in message ? message.repo : 'did' in message ? message.did : undefined,
      })
    },
  )

  it.each(labelMessages.map((message) => [message.$type, message] as const))(
    'tells type and seq of %s, which has no shard key',
    (type, message) => {
      expect(told(labelCodec.peek(labelCodec.encode(message)))).toEqual({
        kind: 'message',
        type,
        seq: 'seq' in message ? message.seq : undefined,
        shardKey: undefined,
      })
    },
  )

  it.each([
    0,
    1,
    23,
    24,
    255,
    256,
    65535,
    65536,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 32 + 1,
    2 ** 53 - 1,
  ])('tells a seq of %i', (seq) => {
    const frame = codec.encode({ ...identity, seq })
    expect(codec.peek(frame)).toMatchObject({ seq, shardKey: did })
  })

  it.each([-1, -24, -1000, Number.MIN_SAFE_INTEGER])('tells a seq of %i', (seq) => {
    expect(codec.peek(codec.encode({ ...identity, seq })).seq).toBe(seq)
  })

  it('of a frame that is cut tells the same as of the whole, or fails', () => {
    for (const message of repoMessages) {
      const frame = codec.encode(message)
      const whole = told(codec.peek(frame))
      for (let length = 0; length < frame.length; length++) {
        const cut = frame.subarray(0, length)
        let peeked: unknown
        try {
          peeked = told(codec.peek(cut))
        } catch {
          const { name, code } = failureOf(() => told(codec.peek(cut)))
          expect([name, code], `${message.$type} of ${length}`).toEqual([
            'DecodeError',
            'truncated',
          ])
          continue
        }
        // A text of JSON that ends after some digits of a seq ends after a seq.
        if (subprotocol === 'xrpc.v1.json') expect(peeked).toMatchObject({ type: message.$type })
        else expect(peeked, `${message.$type} of ${length}`).toEqual(whole)
      }
    }
  })

  it('does not mind what it does not look at', () => {
    const frame = frameOf({ ...valid.identity, time: 'now', handle: 5, zzz: ['x'] }, subprotocol)
    expect(told(codec.peek(frame))).toEqual({
      kind: 'message',
      type: identity.$type,
      seq: identity.seq,
      shardKey: did,
    })
    expect(failureOf(() => codec.decode(frame)).name).toBe('DecodeError')
  })

  it('tells nothing of a field that is absent', () => {
    const bare = without(without(valid.identity, 'seq'), 'did')
    expect(told(codec.peek(frameOf(bare, subprotocol)))).toEqual({
      kind: 'message',
      type: identity.$type,
      seq: undefined,
      shardKey: undefined,
    })
  })

  it.each(['5', null, true, [5], {}, new Uint8Array(1)])('fails at a seq of %j', (seq) => {
    const frame = frameOf({ ...valid.identity, seq }, subprotocol)
    expect(failureOf(() => codec.peek(frame))).toMatchObject({
      name: 'DecodeError',
      code: 'wrong-type',
    })
  })

  it.each([5, null, true, ['x'], {}, new Uint8Array(1)])('fails at a shard key of %j', (value) => {
    const frame = frameOf({ ...valid.identity, did: value }, subprotocol)
    expect(failureOf(() => codec.peek(frame).shardKey)).toMatchObject({
      name: 'DecodeError',
      code: 'wrong-type',
    })
  })
})

describe('peek in CBOR', () => {
  const header = cbor.map(['t', cbor.text('#identity')], ['op', cbor.int(1)])
  const kind = ['$type', cbor.text('message')] as const
  const type = ['$type', cbor.text(identity.$type)] as const
  const didPair = ['did', cbor.text(did)] as const

  /** The frame of a payload, given as a map without `$type`, in the old form and in the new one. */
  function frames(...pairs: readonly (readonly [string, Uint8Array])[]): readonly unknown[] {
    const v0 = joined(header, cbor.map(...pairs))
    const v1 = cbor.map(kind, ['payload', cbor.map(...pairs, type)])
    return [
      failureOf(() => repos.codecs['xrpc.v0.cbor'].peek(v0)).code,
      failureOf(() => repos.codecs['xrpc.v1.cbor'].peek(v1)).code,
    ]
  }

  it.each([
    ['in a byte too many', '1805', 'not-canonical'],
    ['in two bytes too many', '190005', 'not-canonical'],
    ['of two bytes in four', '1a0000ffff', 'not-canonical'],
    ['of four bytes in eight', '1b00000000ffffffff', 'not-canonical'],
    ['of 2^53', '1b0020000000000000', 'bad-integer'],
    ['of 2^64-1', '1bffffffffffffffff', 'bad-integer'],
    ['without end', '1f', 'not-canonical'],
  ])('fails at a seq %s', (_, digits, code) => {
    expect(frames(didPair, ['seq', hex(digits)])).toEqual([code, code])
  })

  it.each([
    ['in a byte too many', 'b802', 'not-canonical'],
    ['in two bytes too many', 'b90002', 'not-canonical'],
    ['without end', 'bf', 'not-canonical'],
    ['of an array', '82', 'wrong-type'],
  ])('fails at the head of a map %s', (_, digits, code) => {
    const payload = joined(hex(digits), cbor.map(didPair, ['seq', cbor.int(5)]).subarray(1))
    const frame = joined(header, payload)
    expect(failureOf(() => repos.codecs['xrpc.v0.cbor'].peek(frame)).code).toBe(code)
  })

  it('finds seq and shard key behind 70000 others', () => {
    const others = Array.from({ length: 70000 }, (_, i) => [`k${i}`, cbor.nil] as const)
    const wide = joined(
      cbor.head(5, 70002),
      ...[didPair, ['seq', cbor.int(5)] as const].flatMap(([key, value]) => [
        cbor.text(key),
        value,
      ]),
      cbor.map(...others.slice(0, 20000)).subarray(3),
      cbor.map(...others.slice(20000, 40000)).subarray(3),
      cbor.map(...others.slice(40000, 60000)).subarray(3),
      cbor.map(...others.slice(60000)).subarray(3),
    )
    expect(told(repos.codecs['xrpc.v0.cbor'].peek(joined(header, wide)))).toEqual({
      kind: 'message',
      type: identity.$type,
      seq: 5,
      shardKey: did,
    })
  })
})
