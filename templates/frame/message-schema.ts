import type { CborReader } from '../cbor/cbor-reader.js'
import type { CborWriter } from '../cbor/cbor-writer.js'
import type { JsonReader } from '../json/json-reader.js'
import type { JsonWriter } from '../json/json-writer.js'
import type { MessageDescriptor, TypedMessage } from '../stream/descriptor.js'

/** A stream's message types; code that reads and writes payloads names them by their index here. */
export interface MessageTypes {
  readonly nsid: string
  readonly messages: readonly MessageDescriptor[]
}

/** Reads and writes payloads in CBOR. */
export interface CborPayloads<M extends TypedMessage> {
  readonly read: (reader: CborReader, message: number) => M
  /** Writes a payload, with its `$type` (v1) or without (v0). */
  readonly write: (writer: CborWriter, message: M, typed: boolean) => void
}

/** Reads and writes payloads in JSON. */
export interface JsonPayloads<M extends TypedMessage> {
  readonly read: (reader: JsonReader, message: number) => M
  readonly write: (writer: JsonWriter, message: M) => void
}
