import { findJsonType } from './json-properties.js'
import { isUnknownUnionMember, type UnknownUnionMember } from '../values/unknown-member.js'
import type { JsonReader } from './json-reader.js'
import { readJsonMap, writeJsonMap } from './json-value.js'
import type { JsonWriter } from './json-writer.js'

/** The `$type` of the object where the reader stands, which stays unread. */
export function peekJsonType(reader: JsonReader): string | undefined {
  reader.nextByte()
  return findJsonType(reader.bytes, reader.pos)
}

/**
 * Reads a member of an open union that the lexicon does not list.
 *
 * @throws DecodeError where it is no object or has no `$type`
 */
export function readUnknownJson(reader: JsonReader): UnknownUnionMember {
  reader.nextByte()
  const start = reader.pos
  const map = readJsonMap(reader)
  return isUnknownUnionMember(map) ? map : reader.failMissing({ $type: undefined }, start)
}

/**
 * Writes a member of an open union that the lexicon does not list.
 *
 * @throws EncodeError where it has no `$type`, which whoever reads it would refuse
 */
export function writeUnknownJson(writer: JsonWriter, value: UnknownUnionMember): void {
  if (!isUnknownUnionMember(value)) writer.fail('wrong-type', 'must be an object with a $type')
  writeJsonMap(writer, value)
}
