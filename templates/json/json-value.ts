import { CidLink, isCid } from '../values/cid-link.js'
import { entriesOf, isArray, setOwn, type LexMapBuilder } from '../values/lex-map.js'
import type { LexMap, LexValue } from '../values/lex-value.js'
import { NO_KEY, jsonKeyTable } from '../keys/key-table.js'
import { startsNumber } from './json-describe.js'
import { END_OF_OBJECT, type JsonReader } from './json-reader.js'
import type { JsonWriter } from './json-writer.js'
import { isSpecialName } from './special-name.js'

const noKeys = /* @__PURE__ */ jsonKeyTable([])

/**
 * Reads any value of the data model; objects of the form `{"$bytes": …}` and `{"$link": …}` become
 * bytes and links.
 *
 * @throws DecodeError
 */
export function readJsonValue(reader: JsonReader): LexValue {
  switch (reader.nextByte()) {
    case 0x22:
      return reader.readString()
    case 0x7b:
      return readObject(reader)
    case 0x5b: {
      const items: LexValue[] = []
      reader.openArray()
      while (reader.nextItem(items.length === 0)) items.push(readJsonValue(reader))
      return items
    }
    case 0x74:
    case 0x66:
      return reader.readBoolean()
    case 0x6e:
      return reader.readNull()
    default:
      if (startsNumber(reader.nextByte())) return reader.readInteger()
      return reader.failAt('malformed', 'expected a value', reader.pos)
  }
}

/**
 * Reads any object of the data model that is not bytes or a link.
 *
 * @throws DecodeError
 */
export function readJsonMap(reader: JsonReader): LexMap {
  reader.nextByte()
  const start = reader.pos
  const value = readJsonValue(reader)
  if (
    typeof value !== 'object' ||
    value === null ||
    isArray(value) ||
    value instanceof Uint8Array ||
    value instanceof CidLink ||
    isCid(value)
  ) {
    return reader.failAt('wrong-type', 'expected object', start)
  }
  return value
}

function readObject(reader: JsonReader): LexValue {
  const start = reader.pos
  const map: LexMapBuilder = {}
  let special: '$bytes' | '$link' | undefined
  let count = 0
  reader.openObject(noKeys)
  for (let key = NO_KEY; (key = reader.readKey(noKeys, key)) !== END_OF_OBJECT; count++) {
    const name = reader.lastName
    if (Object.hasOwn(map, name)) reader.failTwice()
    if (isSpecialName(name)) special = name
    setOwn(map, name, readJsonValue(reader))
  }
  if (special === undefined) return map
  const end = reader.pos
  if (count !== 1) {
    reader.failAt('wrong-type', `${special} does not stand alone in its object`, start)
  }
  reader.pos = start
  const value = special === '$bytes' ? reader.readBytes() : reader.readLink()
  reader.pos = end
  return value
}

/**
 * Writes any value of the data model. Properties that are `undefined` are left out, the others
 * stand in the order that the object has them.
 *
 * @throws EncodeError
 */
export function writeJsonValue(writer: JsonWriter, value: LexValue): void {
  switch (typeof value) {
    case 'string':
      return writer.writeString(value)
    case 'number':
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
    for (const item of value) writeJsonValue(writer, item)
    return writer.closeArray()
  }
  if (isCid(value)) return writer.writeLink(value)
  return writeJsonMap(writer, value)
}

/**
 * Writes any object of the data model.
 *
 * @throws EncodeError
 */
export function writeJsonMap(writer: JsonWriter, map: LexMap): void {
  const entries = entriesOf(map)
  for (const [key] of entries) {
    if (isSpecialName(key)) {
      writer.fail('bad-key', `an object with the name ${key} cannot be said in JSON`)
    }
  }
  writer.openMap(entries.length)
  for (const [key, value] of entries) {
    writer.writeName(key)
    writeJsonValue(writer, value)
  }
  writer.closeMap()
}
