import { startsWith } from '../bytes/starts-with.js'
import { findJsonType } from '../json/json-properties.js'
import { JsonReader } from '../json/json-reader.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { DecodedFrame } from './decoded-frame.js'
import { v1JsonPrefix } from './frame-bytes.js'
import type { FrameDecoder } from './frame-decoder.js'
import { readJsonEnvelope } from './json-envelope.js'
import { JsonTypeMatcher } from './json-type-matcher.js'
import type { JsonPayloads } from './message-schema.js'
import { NO_MATCH } from './prefix-matcher.js'

const BRACE_CLOSE = 0x7d

/**
 * The reading half of the codec of `xrpc.v1.json`, which writers need not be there for.
 *
 * @param messageTypes the full types of the stream's messages; `read` names them by their index
 */
export function v1JsonDecoder<M extends TypedMessage>(
  messageTypes: readonly string[],
  read: JsonPayloads<M>['read'],
): FrameDecoder<M> {
  const types = new JsonTypeMatcher(messageTypes)

  function decode(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    if (startsWith(frame, 0, v1JsonPrefix)) {
      const index = types.match(frame, v1JsonPrefix.length)
      if (index !== NO_MATCH) {
        const reader = new JsonReader(frame, formats, v1JsonPrefix.length)
        const message = read(reader, index)
        if (reader.nextByte() === BRACE_CLOSE) {
          reader.pos++
          reader.finish()
          return { kind: 'message', message }
        }
      }
    }
    return decodeOther(frame, formats)
  }

  /** Frames that are no message of a known type, or one with more around it than usual. */
  function decodeOther(frame: Uint8Array, formats: boolean): DecodedFrame<M> {
    const { kind, error = '', message, payload } = readJsonEnvelope(frame)
    if (kind === 'error') return { kind, error, message }
    if (kind !== 'message') return { kind: 'unknown-op', op: kind }
    const index = types.match(frame, payload)
    if (index === NO_MATCH) return { kind: 'unknown-message', type: findJsonType(frame, payload) }
    return { kind, message: read(new JsonReader(frame, formats, payload), index) }
  }

  return {
    subprotocol: 'xrpc.v1.json',
    binary: false,
    decode: (frame) => decode(frame, true),
    decodeWithoutFormats: (frame) => decode(frame, false),
  }
}
