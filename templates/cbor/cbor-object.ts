import { failBlob, isBlobLike } from '../values/blob.js'
import type { LexMap } from '../values/lex-value.js'
import type { CborReader } from './cbor-reader.js'
import { readCborMap, writeCborMap } from './cbor-value.js'
import type { CborWriter } from './cbor-writer.js'

/**
 * Reads what the lexicon type `unknown` allows: any object of the data model but a blob.
 *
 * @throws DecodeError
 */
export function readCborObject(reader: CborReader): LexMap {
  const start = reader.pos
  const map = readCborMap(reader)
  return isBlobLike(map) ? reader.failAt('wrong-type', failBlob, start) : map
}

/**
 * Writes what the lexicon type `unknown` allows; see {@link readCborObject}.
 *
 * @throws EncodeError
 */
export function writeCborObject(writer: CborWriter, map: LexMap): void {
  if (isBlobLike(map)) writer.fail('wrong-type', failBlob)
  writeCborMap(writer, map)
}
