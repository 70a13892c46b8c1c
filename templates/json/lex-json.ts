import type { LexValue } from '../values/lex-value.js'
import { jsonBytes } from './json-bytes.js'
import { JsonReader } from './json-reader.js'
import { readJsonValue, writeJsonValue } from './json-value.js'
import { JsonWriter } from './json-writer.js'

/**
 * Decodes a value of the data model from its JSON, given as UTF-8 bytes or as text.
 *
 * @throws DecodeError
 */
export function decodeLexJson(json: Uint8Array | string): LexValue {
  const reader = new JsonReader(jsonBytes(json), false)
  const value = readJsonValue(reader)
  reader.finish()
  return value
}

/**
 * Encodes a value of the data model as JSON in UTF-8, without white space.
 *
 * @throws EncodeError
 */
export function encodeLexJson(value: LexValue): Uint8Array<ArrayBuffer> {
  const writer = new JsonWriter(false)
  writeJsonValue(writer, value)
  return writer.take()
}
