import { startsWith } from '../bytes/starts-with.js'
import { CborReader } from '../cbor/cbor-reader.js'
import { CborWriter } from '../cbor/cbor-writer.js'
import { cborText } from '../keys/key-table.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { peekCborPayload, peekTarget } from './cbor-peek.js'
import type { DecodedFrame, FramePeek } from './decoded-frame.js'
import { v1CborPrefix } from './frame-bytes.js'
import type { FrameCodec } from './frame-codec.js'
import type { CborPayloads, MessageTypes } from './message-schema.js'
import { NO_MATCH, PrefixMatcher } from './prefix-matcher.js'
import { findCborType, findTypePlace, NO_PLACE, textAt, typeKey } from '../cbor/cbor-type.js'
import { readCborMap } from '../cbor/cbor-value.js'
import { failUnknown } from './unknown-type.js'
import { failShape } from '../values/wrong-shape.js'
import { readV1Envelope, writeV1Error, type V1Envelope } from './v1-envelope.js'

/** The codec of `xrpc.v1.cbor`: one DRISL map a frame, `{$type: "message", payload}` or an error. */
export function v1CborCodec<M extends TypedMessage>(
  types: MessageTypes,
  payloads: CborPayloads<M>,
): FrameCodec<M> {
  const { nsid, messages } = types
  const texts = messages.map(({ $type }) => cborText($type))
  const matcher = new PrefixMatcher(texts)
  const targets = messages.map(peekTarget)
  const known = new Set(messages.map(({ $type }) => $type))
  const writer = new CborWriter(true)

  /** The type of the frame before, and how many in a row have been of it. */
  let latest = NO_MATCH
  let run = 0

  function decode(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    if (!startsWith(frame, 0, v1CborPrefix)) return decodeOther(frame, formats)
    // To find `$type` first takes a second pass over the keys before it. Where a run of one type
    // suggests what comes next, the payload is read as that, and `$type` is compared on the way.
    const guessed = run > 1 ? decodeAs(latest, frame, formats) : undefined
    if (guessed !== undefined) return guessed
    const type = findCborType(frame, v1CborPrefix.length)
    const index = type === -1 ? NO_MATCH : matcher.match(frame, type)
    run = index === latest ? run + 1 : 0
    latest = index
    if (index === NO_MATCH) return decodeOther(frame, formats)
    const reader = new CborReader(frame, formats, v1CborPrefix.length)
    const message = payloads.read(reader, index)
    reader.finish()
    return { kind: 'message', message }
  }

  function decodeAs(
    index: number,
    frame: Uint8Array,
    formats: boolean,
  ): DecodedFrame<M> | undefined {
    const type = texts[index]
    if (type === undefined) return undefined
    const reader = new CborReader(frame, formats, v1CborPrefix.length)
    reader.expectString(type)
    try {
      const message = payloads.read(reader, index)
      reader.finish()
      if (reader.wasExpected) return { kind: 'message', message }
    } catch {
      // Another type, or a bad frame: the careful way tells.
    }
    run = 0
    return undefined
  }

  function matchType(frame: Uint8Array, payload: number): number {
    const type = findCborType(frame, payload)
    return type === -1 ? NO_MATCH : matcher.match(frame, type)
  }

  /** Frames that are no message of a known type, or one with more around it than usual. */
  function decodeOther(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    const envelope = readV1Envelope(frame)
    if (envelope.kind === 'error') return errorOf(envelope)
    if (envelope.kind !== 'message') return { kind: 'unknown-op', op: envelope.kind }
    const index = matchType(frame, envelope.payload)
    if (index === NO_MATCH) return { kind: 'unknown-message', type: typeOf(frame, envelope) }
    const message = payloads.read(new CborReader(frame, formats, envelope.payload), index)
    return { kind: 'message', message }
  }

  function peek(frame: Uint8Array): FramePeek {
    const usual = startsWith(frame, 0, v1CborPrefix)
    const envelope = usual ? undefined : readV1Envelope(frame)
    if (envelope !== undefined && envelope.kind !== 'message') {
      const kind = envelope.kind === 'error' ? 'error' : 'unknown-op'
      return { kind, type: envelope.error, seq: undefined, shardKey: undefined }
    }
    const payload = envelope === undefined ? v1CborPrefix.length : envelope.payload
    const at = findCborType(frame, payload)
    const target = at === -1 ? undefined : targets[matcher.match(frame, at)]
    if (target === undefined) {
      const type = unknownType(frame, payload)
      return { kind: 'unknown-message', type, seq: undefined, shardKey: undefined }
    }
    return peekCborPayload(frame, payload, target)
  }

  return {
    subprotocol: 'xrpc.v1.cbor',
    binary: true,
    decode: (frame) => decode(frame, true),
    decodeWithoutFormats: (frame) => decode(frame, false),
    encode(message) {
      writer.reset()
      try {
        if (!known.has(message.$type)) return failUnknown(writer, message.$type, nsid)
        writer.writeRaw(v1CborPrefix)
        writer.startItem()
        payloads.write(writer, message, true)
      } catch (error) {
        return failShape(writer, error)
      }
      return writer.take()
    },
    encodeError(error, message) {
      writer.reset()
      writeV1Error(writer, error, message)
      return writer.take()
    },
    peek,
  }
}

/** The type of a payload that is none of the stream's messages, if it says one. */
function unknownType(frame: Uint8Array, payload: number): string | undefined {
  const reader = new CborReader(frame, false, payload)
  const place = findTypePlace(frame, payload)
  // No map, or one that does not end: the strict reader says what is wrong.
  if (place === NO_PLACE) readCborMap(reader)
  if (place < 0) return undefined
  reader.pos = place + typeKey.length
  return reader.peekHead() >> 5 === 3 ? reader.readString() : undefined
}

function errorOf({ error = '', message }: V1Envelope): DecodedFrame<never> {
  return { kind: 'error', error, message }
}

function typeOf(frame: Uint8Array, { payload }: V1Envelope): string | undefined {
  const at = findCborType(frame, payload)
  return at === -1 ? undefined : textAt(frame, at)
}
