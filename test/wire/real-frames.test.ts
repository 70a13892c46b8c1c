import { describe, expect, it } from 'vitest'
import type { Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subprotocols, type Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { transcode } from '../../generated/runtime/transcode/transcode.js'
import { Transcoder } from '../../generated/runtime/transcode/transcoder.js'
import { comparable } from './comparable.js'
import { noRealFrames, orNoRealFrames, realFrames } from './real-frames.js'
import { repos } from './sample-messages.js'

/** The message of a frame that has to hold one. */
function messageOf(frame: Uint8Array, subprotocol: Subprotocol): Message {
  const decoded = repos.codecs[subprotocol].decode(frame)
  if (decoded.kind !== 'message') throw new Error(decoded.kind)
  return decoded.message
}

function expectSame(actual: Uint8Array, expected: Uint8Array, place: string): void {
  if (Buffer.compare(actual, expected) !== 0) {
    expect(Buffer.from(actual).toString('latin1'), place).toBe(
      Buffer.from(expected).toString('latin1'),
    )
  }
}

describe.skipIf(noRealFrames)(`real frames${orNoRealFrames}`, () => {
  it('are 150 in sequence: 148 commits, an identity, an account', () => {
    const messages = realFrames.map((frame) => messageOf(frame, 'xrpc.v0.cbor'))
    const count = (fragment: string): number =>
      messages.filter(({ $type }) => $type === `${repos.nsid}#${fragment}`).length
    expect([count('commit'), count('identity'), count('account')]).toEqual([148, 1, 1])
    expect(messages.map((message) => ('seq' in message ? message.seq : 0))).toEqual(
      Array.from({ length: 150 }, (_, index) => 31527015322 + index),
    )
  })

  it('are the same bytes when encoded again', () => {
    for (const [index, frame] of realFrames.entries()) {
      const encoded = repos.codecs['xrpc.v0.cbor'].encode(messageOf(frame, 'xrpc.v0.cbor'))
      expectSame(encoded, frame, `${index}`)
    }
  })

  it('are the same messages without checking formats', () => {
    for (const frame of realFrames) {
      const codec = repos.codecs['xrpc.v0.cbor']
      expect(comparable(codec.decodeWithoutFormats(frame))).toEqual(comparable(codec.decode(frame)))
    }
  })

  it.each(['xrpc.v1.cbor', 'xrpc.v1.json'] as const)(
    'go to %s by codec and by transcoding, to the same bytes, and come back to their own',
    (subprotocol) => {
      const codec = repos.codecs[subprotocol]
      for (const [index, frame] of realFrames.entries()) {
        const message = messageOf(frame, 'xrpc.v0.cbor')
        const encoded = codec.encode(message)
        const transcoded = transcode(frame, 'xrpc.v0.cbor', subprotocol, repos.nsid)
        expectSame(transcoded, encoded, `${index} there`)
        const again = messageOf(encoded, subprotocol)
        expect(comparable(again)).toEqual(comparable(message))
        expectSame(codec.encode(again), encoded, `${index} again`)
        expectSame(repos.codecs['xrpc.v0.cbor'].encode(again), frame, `${index} back by codec`)
        const back = transcode(encoded, subprotocol, 'xrpc.v0.cbor', repos.nsid)
        expectSame(back, frame, `${index} back by transcoding`)
      }
    },
  )

  it('go between the two new forms by transcoding', () => {
    for (const [index, frame] of realFrames.entries()) {
      const cbor = transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', repos.nsid)
      const json = transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.json', repos.nsid)
      expectSame(transcode(cbor, 'xrpc.v1.cbor', 'xrpc.v1.json', repos.nsid), json, `${index}`)
      expectSame(transcode(json, 'xrpc.v1.json', 'xrpc.v1.cbor', repos.nsid), cbor, `${index}`)
    }
  })

  it('go into ready memory one after the other', () => {
    const transcoder = new Transcoder(repos.nsid)
    const expected = realFrames.map((frame) => transcoder.v0ToV1Cbor(frame))
    const memory = new Uint8Array(expected.reduce((size, { length }) => size + length, 0))
    let at = 0
    for (const [index, frame] of realFrames.entries()) {
      const end = transcoder.v0ToV1CborInto(frame, memory, at)
      expectSame(memory.subarray(at, end), expected[index] ?? new Uint8Array(), `${index}`)
      at = end
    }
    expect(at).toBe(memory.length)
    const [first = new Uint8Array()] = realFrames
    const needed = expected[0]?.length ?? 0
    expect(transcoder.v0ToV1CborInto(first, memory, memory.length - needed)).toBe(memory.length)
    expect(transcoder.v0ToV1CborInto(first, memory, memory.length - needed + 1)).toBe(-1)
  })

  it.each(subprotocols)('are peeked as they are decoded in %s', (subprotocol) => {
    const codec = repos.codecs[subprotocol]
    for (const frame of realFrames) {
      const message = messageOf(frame, 'xrpc.v0.cbor')
      const peeked = codec.peek(codec.encode(message))
      expect(peeked.kind).toBe('message')
      expect(peeked.type).toBe(message.$type)
      expect(peeked.seq).toBe('seq' in message ? message.seq : undefined)
      expect(peeked.shardKey).toBe('repo' in message ? message.repo : Reflect.get(message, 'did'))
    }
  })

  it('keep their bytes and links as windows on the frame', () => {
    const [frame = new Uint8Array()] = realFrames
    const message = messageOf(frame, 'xrpc.v0.cbor')
    if (!('blocks' in message) || !('commit' in message)) throw new Error('not a commit')
    expect(message.blocks.buffer).toBe(frame.buffer)
    expect(message.commit.bytes.buffer).toBe(frame.buffer)
  })
})
