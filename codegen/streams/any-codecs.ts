import { CborReader } from '../../templates/cbor/cbor-reader.js'
import { readCborMap } from '../../templates/cbor/cbor-value.js'
import { DecodeError, EncodeError } from '../../templates/errors.js'
import type { DecodedFrame, FramePeek } from '../../templates/frame/decoded-frame.js'
import { readErrorBody } from '../../templates/frame/error-body.js'
import type { FrameCodec, FrameCodecs } from '../../templates/frame/frame-codec.js'
import { fullType } from '../../templates/frame/full-type.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { readV0Header } from '../../templates/frame/v0-header.js'
import { readV1Envelope } from '../../templates/frame/v1-envelope.js'
import { JsonReader } from '../../templates/json/json-reader.js'
import { readJsonMap } from '../../templates/json/json-value.js'
import { seqOf } from '../../templates/stream/message.js'
import { setOwn, type LexMapBuilder } from '../../templates/values/lex-map.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import type { AnyMessage } from './any-message.js'
import { checkCursorFields } from './cursor-fields.js'
import { isMap } from './decoded-value.js'

type AnyFrame = DecodedFrame<AnyMessage>

/**
 * Reads the frames of any stream without its lexicon: every message that says its type is one. Of
 * fields nothing is checked but those of `#cursor`, which a client relies on. Nothing can be encoded.
 */
export function anyCodecs(nsid: string): FrameCodecs<AnyMessage> {
  return {
    'xrpc.v0.cbor': codec('xrpc.v0.cbor', nsid, (frame) => decodeV0(frame, nsid)),
    'xrpc.v1.cbor': codec('xrpc.v1.cbor', nsid, decodeV1Cbor),
    'xrpc.v1.json': codec('xrpc.v1.json', nsid, decodeV1Json),
  }
}

function codec(
  subprotocol: Subprotocol,
  nsid: string,
  read: (frame: Uint8Array) => AnyFrame,
): FrameCodec<AnyMessage> {
  const decode = (frame: Uint8Array): AnyFrame => {
    const decoded = read(frame)
    if (decoded.kind === 'message' && decoded.message.$type === `${nsid}#cursor`) {
      checkCursorFields(decoded.message)
    }
    return decoded
  }
  return {
    subprotocol,
    binary: subprotocol !== 'xrpc.v1.json',
    decode,
    decodeWithoutFormats: decode,
    encode: readOnly,
    encodeError: readOnly,
    peek: (frame) => peekOf(decode(frame)),
  }
}

function readOnly(): never {
  throw new EncodeError('not-allowed', 'frames are only read here')
}

function decodeV0(frame: Uint8Array, nsid: string): AnyFrame {
  const header = new CborReader(frame, false)
  const { op, t } = readV0Header(header)
  const reader = new CborReader(frame, false, header.pos)
  if (op === -1) {
    const error = readErrorBody(reader)
    reader.finish()
    return error
  }
  const payload = readCborMap(reader)
  reader.finish()
  if (op !== 1) return { kind: 'unknown-op', op }
  if (t === undefined) return { kind: 'unknown-message', type: undefined }
  return { kind: 'message', message: typed(fullType(t, nsid), payload) }
}

function decodeV1Cbor(frame: Uint8Array): AnyFrame {
  const { kind, error = '', message, payload } = readV1Envelope(frame)
  if (kind === 'error') return { kind, error, message }
  if (kind !== 'message') return { kind: 'unknown-op', op: kind }
  return messageOf(readCborMap(new CborReader(frame, false, payload)))
}

function decodeV1Json(frame: Uint8Array): AnyFrame {
  const reader = new JsonReader(frame, false)
  const { $type, error, message, payload } = readJsonMap(reader)
  reader.finish()
  const kind = text($type, '$type')
  if (kind === 'error') {
    return {
      kind,
      error: text(error, 'error'),
      message: message === undefined ? undefined : text(message, 'message'),
    }
  }
  return kind === 'message' ? messageOf(map(payload)) : { kind: 'unknown-op', op: kind }
}

/** The message of a v1 payload, which says its type itself. */
function messageOf(payload: LexMap): AnyFrame {
  const { $type } = payload
  return typeof $type === 'string'
    ? { kind: 'message', message: typed($type, payload) }
    : { kind: 'unknown-message', type: undefined }
}

/** The payload's own `$type`, which it has no business to have in the old form, gives way. */
function typed($type: string, payload: LexMap): AnyMessage {
  const fields: LexMapBuilder = {}
  for (const name of Object.keys(payload)) {
    const value = payload[name]
    if (name !== '$type' && value !== undefined) setOwn(fields, name, value)
  }
  return { $type, ...fields }
}

function text(value: LexValue | undefined, name: string): string {
  if (typeof value === 'string') return value
  throw new DecodeError('wrong-type', 'expected string', 0, name)
}

function map(value: LexValue | undefined): LexMap {
  if (value !== undefined && isMap(value)) return value
  throw new DecodeError('wrong-type', 'expected object', 0, 'payload')
}

function peekOf(decoded: AnyFrame): FramePeek {
  switch (decoded.kind) {
    case 'message': {
      const { message } = decoded
      const seq = seqOf(message)
      return { kind: 'message', type: message.$type, seq, shardKey: undefined }
    }
    case 'error':
      return { kind: 'error', type: decoded.error, seq: undefined, shardKey: undefined }
    default:
      return { kind: decoded.kind, type: undefined, seq: undefined, shardKey: undefined }
  }
}
