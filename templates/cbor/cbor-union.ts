import { findCborType, textAt } from './cbor-type.js'
import { isUnknownUnionMember, type UnknownUnionMember } from '../values/unknown-member.js'
import type { CborReader } from './cbor-reader.js'
import { readCborMap, writeCborMap } from './cbor-value.js'
import type { CborWriter } from './cbor-writer.js'

/** The `$type` of the map where the reader stands, which stays unread. */
export function peekCborType(reader: CborReader): string | undefined {
  const at = findCborType(reader.bytes, reader.pos)
  return at === -1 ? undefined : textAt(reader.bytes, at)
}

/**
 * Reads a member of an open union that the lexicon does not list.
 *
 * @throws DecodeError where it is no object or has no `$type`
 */
export function readUnknownCbor(reader: CborReader): UnknownUnionMember {
  const start = reader.pos
  const map = readCborMap(reader)
  return isUnknownUnionMember(map) ? map : reader.failMissing({ $type: undefined }, start)
}

/**
 * Writes a member of an open union that the lexicon does not list.
 *
 * @throws EncodeError where it has no `$type`, which whoever reads it would refuse
 */
export function writeUnknownCbor(writer: CborWriter, value: UnknownUnionMember): void {
  if (!isUnknownUnionMember(value)) writer.fail('wrong-type', 'must be an object with a $type')
  writeCborMap(writer, value)
}
