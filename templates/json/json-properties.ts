import { JsonReader } from './json-reader.js'
import { findQuote, skipJson, skipSpace, TRUNCATED } from './json-skip.js'

const BRACE_CLOSE = 0x7d

/** Calls `visit` with each name of the object at `at` and its value's offset, until it returns true. */
export function eachProperty(
  bytes: Uint8Array,
  at: number,
  visit: (name: string, valueAt: number) => boolean,
): void {
  const reader = new JsonReader(bytes, false, at)
  if (reader.nextByte() !== 0x7b) return reader.failType('object')
  reader.pos++
  while (reader.nextByte() !== BRACE_CLOSE) {
    const name = reader.readString()
    if (reader.nextByte() !== 0x3a) reader.failAt('malformed', 'expected ":"', reader.pos)
    const valueAt = skipSpace(bytes, reader.pos + 1)
    if (visit(name, valueAt)) return
    const end = skipJson(bytes, valueAt)
    if (end === TRUNCATED) reader.failTruncated()
    reader.pos = end
    if (reader.nextByte() === 0x2c) reader.pos++
  }
}

/** The value of `$type` in the object at `at`, where it is a string. */
export function findJsonType(bytes: Uint8Array, at: number): string | undefined {
  let type: string | undefined
  eachProperty(bytes, at, (name, valueAt) => {
    if (name !== '$type') return false
    if (bytes[valueAt] === 0x22 && findQuote(bytes, valueAt + 1) !== -1) {
      type = new JsonReader(bytes, false, valueAt).readString()
    }
    return true
  })
  return type
}
