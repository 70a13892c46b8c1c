import { startsWith } from '../bytes/starts-with.js'
import { eachProperty } from '../json/json-properties.js'
import { JsonReader } from '../json/json-reader.js'
import { JsonWriter } from '../json/json-writer.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { failShape } from '../values/wrong-shape.js'
import type { FramePeek } from './decoded-frame.js'
import { v1JsonEnd, v1JsonPrefix } from './frame-bytes.js'
import type { FrameCodec } from './frame-codec.js'
import { jsonEnvelopeKeys, readJsonEnvelope } from './json-envelope.js'
import { peekJsonPayload } from './json-peek.js'
import { JsonTypeMatcher } from './json-type-matcher.js'
import type { JsonPayloads, MessageTypes } from './message-schema.js'
import { failUnknown } from './unknown-type.js'
import { v1JsonDecoder } from './v1-json-decoder.js'

const QUOTE = 0x22

/** The codec of `xrpc.v1.json`: one JSON object a frame, `{$type: "message", payload}` or an error. */
export function v1JsonCodec<M extends TypedMessage>(
  { nsid, messages }: MessageTypes,
  payloads: JsonPayloads<M>,
): FrameCodec<M> {
  const types = messages.map(({ $type }) => $type)
  const matcher = new JsonTypeMatcher(types)
  const writer = new JsonWriter(true)

  function peek(frame: Uint8Array): FramePeek {
    const usual = startsWith(frame, 0, v1JsonPrefix)
    const envelope = usual ? undefined : readJsonEnvelope(frame)
    if (envelope !== undefined && envelope.kind !== 'message') {
      const kind = envelope.kind === 'error' ? 'error' : 'unknown-op'
      return { kind, type: envelope.error, seq: undefined, shardKey: undefined }
    }
    const payload = envelope === undefined ? v1JsonPrefix.length : envelope.payload
    const message = messages[matcher.match(frame, payload)]
    if (message === undefined) {
      const type = unknownType(frame, payload)
      return { kind: 'unknown-message', type, seq: undefined, shardKey: undefined }
    }
    return peekJsonPayload(frame, payload, message)
  }

  return {
    ...v1JsonDecoder<M>(types, payloads.read),
    encode(message) {
      writer.reset()
      try {
        if (!types.includes(message.$type)) return failUnknown(writer, message.$type, nsid)
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
      writer.writeKey(jsonEnvelopeKeys, 0)
      writer.writeString('error')
      writer.writeKey(jsonEnvelopeKeys, 1)
      writer.writeString(error)
      if (message !== undefined) {
        writer.writeKey(jsonEnvelopeKeys, 2)
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
