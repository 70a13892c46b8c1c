import type { CborReader } from '../cbor/cbor-reader.js'
import { readCborValue } from '../cbor/cbor-value.js'
import type { CborWriter } from '../cbor/cbor-writer.js'
import { cborKeyTable, NO_KEY } from '../keys/key-table.js'
import type { DecodedFrame } from './decoded-frame.js'

const bodyKeys = /* @__PURE__ */ cborKeyTable(['error', 'message'])

/** An error frame, whatever the subprotocol. */
export type ErrorFrame = Extract<DecodedFrame<never>, { readonly kind: 'error' }>

/**
 * Reads the payload of an error frame of `xrpc.v0.cbor`.
 *
 * @throws DecodeError
 */
export function readErrorBody(reader: CborReader): ErrorFrame {
  const start = reader.pos
  let error: string | undefined
  let message: string | undefined
  let key = NO_KEY
  for (let left = reader.openMap(); left > 0; left--) {
    key = reader.readKey(bodyKeys, key)
    if (key === 0) error = reader.readString()
    else if (key === 1) message = reader.readString()
    else readCborValue(reader)
  }
  reader.closeMap()
  if (error === undefined) return reader.failMissing({ error }, start)
  return { kind: 'error', error, message }
}

/** Writes the members of an error frame; the map around them is open already. */
export function writeErrorBody(
  writer: CborWriter,
  error: string,
  message: string | undefined,
): void {
  writer.writeKey(bodyKeys, 0)
  writer.writeString(error)
  if (message === undefined) return
  writer.writeKey(bodyKeys, 1)
  writer.writeString(message)
}
