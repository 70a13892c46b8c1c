import { jsonBytes } from '../json/json-bytes.js'
import { JsonReader } from '../json/json-reader.js'
import { JsonWriter } from '../json/json-writer.js'
import { failShape } from '../values/wrong-shape.js'

/** Reads and writes a JSON body. */
export interface JsonCodec<T> {
  /**
   * Decodes and validates a body, given as UTF-8 or as text.
   *
   * @throws DecodeError
   */
  decode(body: Uint8Array | string): T
  /**
   * Encodes a body as UTF-8, validating it as `decode` would.
   *
   * @throws EncodeError
   */
  encode(value: T): Uint8Array
}

/** The code that reads and writes a type. */
export interface JsonType<T> {
  readonly read: (reader: JsonReader) => T
  readonly write: (writer: JsonWriter, value: T) => void
}

/** The codec of a body of some type. */
export function jsonCodec<T>(type: JsonType<T>): JsonCodec<T> {
  return {
    decode(body) {
      const reader = new JsonReader(jsonBytes(body), true)
      const value = type.read(reader)
      reader.finish()
      return value
    },
    encode(value) {
      const writer = new JsonWriter(true)
      try {
        type.write(writer, value)
      } catch (error) {
        return failShape(writer, error)
      }
      return writer.take()
    },
  }
}
