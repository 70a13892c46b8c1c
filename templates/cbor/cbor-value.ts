import { encodeUtf8 } from '../bytes/utf8.js'
import { isCid } from '../values/cid-link.js'
import { entriesOf, isArray, setOwn, type LexMapBuilder } from '../values/lex-map.js'
import type { LexMap, LexValue } from '../values/lex-value.js'
import type { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import { cborKeyTable, NO_KEY } from '../keys/key-table.js'

const noKeys = /* @__PURE__ */ cborKeyTable([])

/**
 * Reads any value of the data model.
 *
 * @param floats whether 64-bit floats are let through, which the data model does not have
 * @throws DecodeError
 */
export function readCborValue(reader: CborReader, floats = false): LexValue {
  const head = reader.peekHead()
  switch (head >> 5) {
    case 0:
    case 1:
      return reader.readInteger()
    case 2:
      return reader.readBytes()
    case 3:
      return reader.readString()
    case 4: {
      const items: LexValue[] = []
      for (let left = reader.openArray(); left > 0; left--)
        items.push(readCborValue(reader, floats))
      reader.closeArray()
      return items
    }
    case 5:
      return readCborMap(reader, floats)
    case 6:
      return reader.readLink()
    default:
      if (head === 0xf6) return reader.readNull()
      if (head === 0xf5 || head === 0xf4) return reader.readBoolean()
      if (head === 0xfb && floats) return reader.readFloat()
      return reader.failType('a value of the data model')
  }
}

/**
 * Reads any object of the data model.
 *
 * @throws DecodeError
 */
export function readCborMap(reader: CborReader, floats = false): LexMap {
  const map: LexMapBuilder = {}
  let key = NO_KEY
  for (let left = reader.openMap(); left > 0; left--) {
    // An empty table knows no key, so that the reader's rules for unknown keys check the order.
    key = reader.readKey(noKeys, key)
    setOwn(map, reader.lastName, readCborValue(reader, floats))
  }
  reader.closeMap()
  return map
}

/**
 * Writes any value of the data model, keys in DRISL order whatever order they have in the object.
 * Properties that are `undefined` are left out.
 *
 * @param floats whether fractions are written as 64-bit floats
 * @throws EncodeError
 */
export function writeCborValue(writer: CborWriter, value: LexValue, floats = false): void {
  switch (typeof value) {
    case 'string':
      return writer.writeString(value)
    case 'number':
      if (floats && !Number.isInteger(value)) return writer.writeFloat(value)
      return writer.writeInteger(value)
    case 'boolean':
      return writer.writeBoolean(value)
    case 'object':
      break
    default:
      return writer.fail('wrong-type', `not a value of the data model: ${typeof value}`)
  }
  if (value === null) return writer.writeNull()
  if (value instanceof Uint8Array) return writer.writeBytes(value)
  if (isArray(value)) {
    writer.openArray(value.length)
    for (const item of value) writeCborValue(writer, item, floats)
    return writer.closeArray()
  }
  if (isCid(value)) return writer.writeLink(value)
  return writeCborMap(writer, value, floats)
}

/**
 * Writes any object of the data model.
 *
 * @throws EncodeError
 */
export function writeCborMap(writer: CborWriter, map: LexMap, floats = false): void {
  const entries = entriesOf(map).sort(([a], [b]) => compareKeys(a, b))
  writer.openMap(entries.length)
  for (const [key, value] of entries) {
    writer.writeString(key)
    writeCborValue(writer, value, floats)
  }
  writer.closeMap()
}

/** The DRISL order of two map keys: by the length of their UTF-8, then bytewise. */
export function compareKeys(a: string, b: string): number {
  const left = encodeUtf8(a)
  const right = encodeUtf8(b)
  if (left.length !== right.length) return left.length - right.length
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
