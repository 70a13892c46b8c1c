import { failBlob, isBlobLike } from '../values/blob.js'
import type { LexMap } from '../values/lex-value.js'
import type { JsonReader } from './json-reader.js'
import { readJsonMap, writeJsonMap } from './json-value.js'
import type { JsonWriter } from './json-writer.js'

/**
 * Reads what the lexicon type `unknown` allows: any object of the data model but a blob.
 *
 * @throws DecodeError
 */
export function readJsonObject(reader: JsonReader): LexMap {
  reader.nextByte()
  const start = reader.pos
  const map = readJsonMap(reader)
  return isBlobLike(map) ? reader.failAt('wrong-type', failBlob, start) : map
}

/**
 * Writes what the lexicon type `unknown` allows; see {@link readJsonObject}.
 *
 * @throws EncodeError
 */
export function writeJsonObject(writer: JsonWriter, map: LexMap): void {
  if (isBlobLike(map)) writer.fail('wrong-type', failBlob)
  writeJsonMap(writer, map)
}
