import { startsWith } from '../bytes/starts-with.js'
import { encodeUtf8 } from '../bytes/utf8.js'
import { eachProperty, findJsonType } from '../json/json-properties.js'
import { END_OF_OBJECT, JsonReader } from '../json/json-reader.js'
import { readJsonMap, readJsonValue } from '../json/json-value.js'
import { JsonWriter } from '../json/json-writer.js'
import { keyTable, NO_KEY } from '../keys/key-table.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { DecodedFrame, FramePeek } from './decoded-frame.js'
import { v1JsonEnd, v1JsonPrefix } from './frame-bytes.js'
import type { FrameCodec } from './frame-codec.js'
import { peekJsonPayload } from './json-peek.js'
import type { JsonPayloads, MessageTypes } from './message-schema.js'
import { NO_MATCH, PrefixMatcher } from './prefix-matcher.js'
import { failUnknown } from './unknown-type.js'
import { failShape } from '../values/wrong-shape.js'

const envelopeKeys = keyTable('$type', 'error', 'message', 'payload')
const BRACE_CLOSE = 0x7d
const QUOTE = 0x22
const typePrefix = encodeUtf8('{"$type":')

/** What stands in the one object of a frame. */
interface Envelope {
  readonly kind: string
  readonly error: string | undefined
  readonly message: string | undefined
  /** The offset of the payload, -1 where there is none. */
  readonly payload: number
}

/** The codec of `xrpc.v1.json`: one JSON object a frame, `{$type: "message", payload}` or an error. */
export function v1JsonCodec<M extends TypedMessage>(
  types: MessageTypes,
  payloads: JsonPayloads<M>,
): FrameCodec<M> {
  const { nsid, messages } = types
  const matcher = new PrefixMatcher(messages.map(({ $type }) => encodeUtf8(JSON.stringify($type))))
  const indexes = new Map(messages.map(({ $type }, index) => [$type, index]))
  const writer = new JsonWriter(true)

  function decode(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    if (startsWith(frame, 0, v1JsonPrefix)) {
      const index = matchType(frame, v1JsonPrefix.length)
      if (index !== NO_MATCH) {
        const reader = new JsonReader(frame, formats, v1JsonPrefix.length)
        const message = payloads.read(reader, index)
        if (reader.nextByte() === BRACE_CLOSE) {
          reader.pos++
          reader.finish()
          return { kind: 'message', message }
        }
      }
    }
    return decodeOther(frame, formats)
  }

  function matchType(frame: Uint8Array, payload: number): number {
    if (startsWith(frame, payload, typePrefix)) {
      const index = matcher.match(frame, payload + typePrefix.length)
      if (index !== NO_MATCH) return index
    }
    const type = findJsonType(frame, payload)
    return type === undefined ? NO_MATCH : (indexes.get(type) ?? NO_MATCH)
  }

  /** Frames that are no message of a known type, or one with more around it than usual. */
  function decodeOther(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    const { kind, error = '', message, payload } = readEnvelope(frame)
    if (kind === 'error') return { kind, error, message }
    if (kind !== 'message') return { kind: 'unknown-op', op: kind }
    const index = matchType(frame, payload)
    if (index === NO_MATCH) return { kind: 'unknown-message', type: findJsonType(frame, payload) }
    return { kind, message: payloads.read(new JsonReader(frame, formats, payload), index) }
  }

  function peek(frame: Uint8Array): FramePeek {
    const usual = startsWith(frame, 0, v1JsonPrefix)
    const envelope = usual ? undefined : readEnvelope(frame)
    if (envelope !== undefined && envelope.kind !== 'message') {
      const kind = envelope.kind === 'error' ? 'error' : 'unknown-op'
      return { kind, type: envelope.error, seq: undefined, shardKey: undefined }
    }
    const payload = envelope === undefined ? v1JsonPrefix.length : envelope.payload
    const message = messages[matchType(frame, payload)]
    if (message === undefined) {
      const type = unknownType(frame, payload)
      return { kind: 'unknown-message', type, seq: undefined, shardKey: undefined }
    }
    return peekJsonPayload(frame, payload, message)
  }

  return {
    subprotocol: 'xrpc.v1.json',
    binary: false,
    decode: (frame) => decode(frame, true),
    decodeWithoutFormats: (frame) => decode(frame, false),
    encode(message) {
      writer.reset()
      try {
        if (!indexes.has(message.$type)) return failUnknown(writer, message.$type, nsid)
        writer.writeFixed(v1JsonPrefix)
        writer.startItem()
        payloads.write(writer, message)
      } catch (error) {
        return failShape(writer, error)
      }
      writer.writeFixed(v1JsonEnd)
      return writer.take()
    },
    encodeError(error, message) {
      writer.reset()
      writer.openMap(message === undefined ? 2 : 3)
      writer.writeKey(envelopeKeys, 0)
      writer.writeString('error')
      writer.writeKey(envelopeKeys, 1)
      writer.writeString(error)
      if (message !== undefined) {
        writer.writeKey(envelopeKeys, 2)
        writer.writeString(message)
      }
      writer.closeMap()
      return writer.take()
    },
    peek,
  }
}

/** The type of a payload that is none of the stream's messages, if it says one. */
function unknownType(frame: Uint8Array, payload: number): string | undefined {
  let type: string | undefined
  eachProperty(frame, payload, (name, valueAt) => {
    if (name !== '$type') return false
    const reader = new JsonReader(frame, false, valueAt)
    if (reader.nextByte() === QUOTE) type = reader.readString()
    return true
  })
  return type
}

/**
 * Reads the whole object of a frame, checking everything in it.
 *
 * @throws DecodeError
 */
function readEnvelope(frame: Uint8Array): Envelope {
  const reader = new JsonReader(frame, false)
  let kind: string | undefined
  let error: string | undefined
  let message: string | undefined
  let payload = -1
  reader.openObject(envelopeKeys)
  for (let key = NO_KEY; (key = reader.readKey(envelopeKeys, key)) !== END_OF_OBJECT;) {
    switch (key) {
      case 0:
        kind = reader.readString()
        break
      case 1:
        error = reader.readString()
        break
      case 2:
        message = reader.readString()
        break
      case 3:
        reader.nextByte()
        payload = reader.pos
        readJsonMap(reader)
        break
      default:
        readJsonValue(reader)
    }
  }
  reader.finish()
  if (kind === undefined) return reader.failMissing({ $type: kind }, 0)
  if (kind === 'error' && error === undefined) return reader.failMissing({ error }, 0)
  if (kind === 'message' && payload === -1) return reader.failMissing({ payload: undefined }, 0)
  return { kind, error, message, payload }
}
