import { expect } from 'vitest'

import type { FrameCodec } from '../../templates/frame/frame-codec.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import type { TypedMessage } from '../../templates/stream/descriptor.js'
import { transcode } from '../../templates/transcode/transcode.js'
import { comparable } from '../wire/comparable.js'
import type { AnyStream } from './generated-module.js'

/**
 * Sends a message through a stream's codecs: in each encoding it decodes to what it was, and
 * transcoding makes the frames of each other.
 */
export function expectRoundTrip(stream: AnyStream, message: TypedMessage): void {
  const frames = subprotocols.map((subprotocol) => stream.codecs[subprotocol].encode(message))
  for (const [from, subprotocol] of subprotocols.entries()) {
    const codec = stream.codecs[subprotocol]
    const frame = frames[from] ?? new Uint8Array()
    const decoded = decodeMessage(codec, frame)
    expect(comparable(decoded)).toEqual(comparable(message))
    expect(codec.encode(decoded)).toEqual(frame)
    expect(comparable(decodeMessage(codec, frame, false))).toEqual(comparable(message))
    for (const [to, target] of subprotocols.entries()) {
      const transcoded = transcode(frame, subprotocol, target, stream.nsid)
      expect(comparable(decodeMessage(stream.codecs[target], transcoded))).toEqual(
        comparable(message),
      )
      // JSON keeps what a lexicon leaves open in the order that it came in; CBOR has one order.
      if (target !== 'xrpc.v1.json') expect(transcoded).toEqual(frames[to])
    }
  }
}

/** The message in a frame that must hold one. */
export function decodeMessage(
  codec: FrameCodec<TypedMessage>,
  frame: Uint8Array,
  formats = true,
): TypedMessage {
  const decoded = formats ? codec.decode(frame) : codec.decodeWithoutFormats(frame)
  if (decoded.kind !== 'message') throw new Error(`the frame holds ${JSON.stringify(decoded)}`)
  return decoded.message
}
