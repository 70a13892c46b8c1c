import { CborReader } from '../cbor/cbor-reader.js'
import { readCborMap, readCborValue } from '../cbor/cbor-value.js'
import type { CborWriter } from '../cbor/cbor-writer.js'
import { cborKeyTable, NO_KEY } from '../keys/key-table.js'
import { writeErrorBody } from './error-body.js'

const envelopeKeys = /* @__PURE__ */ cborKeyTable(['$type', 'error', 'message', 'payload'])

/** What stands in the one map of an `xrpc.v1.cbor` frame. */
export interface V1Envelope {
  readonly kind: string
  /** The name of an error; absent beside any other kind. */
  readonly error: string | undefined
  /** What an error says; absent beside any other kind. */
  readonly message: string | undefined
  /** The offset of the payload of a message, -1 beside any other kind. */
  readonly payload: number
}

/**
 * Reads the whole map of a frame, checking that everything in it is DRISL. `error` and `message`
 * have a type only in an error, and `payload` only in a message: beside another kind they are keys
 * that nobody knows.
 *
 * @throws DecodeError
 */
export function readV1Envelope(frame: Uint8Array): V1Envelope {
  const reader = new CborReader(frame, false)
  let kind: string | undefined
  let error: string | undefined
  let message: string | undefined
  let payload = -1
  let key = NO_KEY
  for (let left = reader.openMap(); left > 0; left--) {
    key = reader.readKey(envelopeKeys, key)
    // DRISL has `$type` before the others, so that it is known which of them count.
    if (key === 0) kind = reader.readString()
    else if (key === 1 && kind === 'error') error = reader.readString()
    else if (key === 2 && kind === 'error') message = reader.readString()
    else if (key === 3 && kind === 'message') {
      payload = reader.pos
      readCborMap(reader)
    } else readCborValue(reader)
  }
  reader.closeMap()
  reader.finish()
  if (kind === undefined) return reader.failMissing({ $type: kind }, 0)
  if (kind === 'error' && error === undefined) return reader.failMissing({ error }, 0)
  if (kind === 'message' && payload === -1) return reader.failMissing({ payload: undefined }, 0)
  return { kind, error, message, payload }
}

/** Writes the one map of an error frame. */
export function writeV1Error(writer: CborWriter, error: string, message: string | undefined): void {
  writer.openMap(message === undefined ? 2 : 3)
  writer.writeKey(envelopeKeys, 0)
  writer.writeString('error')
  writeErrorBody(writer, error, message)
  writer.closeMap()
}
