import { CborReader } from '../cbor/cbor-reader.js'
import { readCborMap } from '../cbor/cbor-value.js'
import { CborWriter } from '../cbor/cbor-writer.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { peekCborPayload, peekTarget } from './cbor-peek.js'
import type { DecodedFrame, FramePeek } from './decoded-frame.js'
import { readErrorBody, writeErrorBody } from './error-body.js'
import { v0ErrorHeader, v0Header } from './frame-bytes.js'
import type { FrameCodec } from './frame-codec.js'
import { fullType } from './full-type.js'
import type { CborPayloads, MessageTypes } from './message-schema.js'
import { failUnknown } from './unknown-type.js'
import { NO_MATCH, PrefixMatcher } from './prefix-matcher.js'
import { readV0Header } from './v0-header.js'
import { failShape } from '../values/wrong-shape.js'

/** The codec of `xrpc.v0.cbor`: two DRISL items a frame, a header and a payload. */
export function v0CborCodec<M extends TypedMessage>(
  types: MessageTypes,
  payloads: CborPayloads<M>,
): FrameCodec<M> {
  const { nsid, messages } = types
  const headers = messages.map(({ t }) => v0Header(t))
  const matcher = new PrefixMatcher(headers)
  const indexes = new Map(messages.map(({ $type }, index) => [$type, index]))
  const targets = messages.map(peekTarget)
  const writer = new CborWriter(true)

  function decode(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    const index = matcher.match(frame, 0)
    if (index === NO_MATCH) return decodeOther(frame, formats)
    const reader = new CborReader(frame, formats, matcher.lengthOf(index))
    const message = payloads.read(reader, index)
    reader.finish()
    return { kind: 'message', message }
  }

  /** Frames whose header is not one of those that servers of this stream send for messages. */
  function decodeOther(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    const headerReader = new CborReader(frame, false)
    const { op, t } = readV0Header(headerReader)
    // Paths in errors are those of the payload, so it has a reader of its own.
    const reader = new CborReader(frame, formats, headerReader.pos)
    const decoded = decodePayload(reader, op, t)
    reader.finish()
    return decoded
  }

  function decodePayload(reader: CborReader, op: number, t: string | undefined): DecodedFrame<M> {
    if (op === -1) return readErrorBody(reader)
    const type = t === undefined ? undefined : fullType(t, nsid)
    const index = type === undefined || op !== 1 ? undefined : indexes.get(type)
    if (index !== undefined) return { kind: 'message', message: payloads.read(reader, index) }
    readCborMap(reader)
    return op === 1 ? { kind: 'unknown-message', type } : { kind: 'unknown-op', op }
  }

  function peek(frame: Uint8Array): FramePeek {
    const index = matcher.match(frame, 0)
    const target = targets[index]
    if (target !== undefined) {
      return peekCborPayload(frame, matcher.lengthOf(index), target)
    }
    const reader = new CborReader(frame, false)
    const { op, t } = readV0Header(reader)
    if (op === -1) {
      const { error } = readErrorBody(reader)
      return { kind: 'error', type: error, seq: undefined, shardKey: undefined }
    }
    const type = t === undefined ? undefined : fullType(t, nsid)
    const known =
      type === undefined || op !== 1 ? undefined : targets[indexes.get(type) ?? NO_MATCH]
    if (known !== undefined) return peekCborPayload(frame, reader.pos, known)
    const kind = op === 1 ? 'unknown-message' : 'unknown-op'
    return { kind, type, seq: undefined, shardKey: undefined }
  }

  return {
    subprotocol: 'xrpc.v0.cbor',
    binary: true,
    decode: (frame) => decode(frame, true),
    decodeWithoutFormats: (frame) => decode(frame, false),
    encode(message) {
      writer.reset()
      try {
        const header = headers[indexes.get(message.$type) ?? NO_MATCH]
        if (header === undefined) return failUnknown(writer, message.$type, nsid)
        writer.writeRaw(header)
        writer.startItem()
        payloads.write(writer, message, false)
      } catch (error) {
        return failShape(writer, error)
      }
      return writer.take()
    },
    encodeError(error, message) {
      writer.reset()
      writer.writeRaw(v0ErrorHeader)
      writer.startItem()
      writer.openMap(message === undefined ? 1 : 2)
      writeErrorBody(writer, error, message)
      writer.closeMap()
      return writer.take()
    },
    peek,
  }
}
