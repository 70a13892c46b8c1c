import { decodeAscii, decodeUtf8 } from '../bytes/utf8.js'
import { isSpecialName } from '../json/special-name.js'
import type { JsonWriter } from '../json/json-writer.js'
import type { CborReader } from './cbor-reader.js'

/** What the names start with that are not a property's own affair. */
const DOLLAR = 0x24

/**
 * Copies the item where the reader stands as JSON, straight from bytes to bytes.
 *
 * @throws DecodeError where the bytes are not DRISL; the order of keys is not looked at
 */
export function cborToJson(reader: CborReader, writer: JsonWriter): void {
  const head = reader.peekHead()
  switch (head >> 5) {
    case 0:
    case 1:
      return writer.writeInteger(reader.readInteger())
    case 2:
      return writer.writeBytes(reader.readBytes())
    case 3:
      return copyString(reader, writer)
    case 4: {
      const count = reader.openArray()
      writer.openArray(count)
      for (let left = count; left > 0; left--) cborToJson(reader, writer)
      writer.closeArray()
      return reader.closeArray()
    }
    case 5: {
      const count = reader.openMap()
      writer.openMap(count)
      copyProperties(reader, writer, count, -1)
      writer.closeMap()
      return reader.closeMap()
    }
    case 6: {
      const link = reader.readLinkRange()
      return writer.writeLinkBytes(reader.bytes, link, reader.pos)
    }
    default:
      if (reader.tryNull()) return writer.writeNull()
      return writer.writeBoolean(reader.readBoolean())
  }
}

/**
 * Copies `count` properties of an open map as JSON, all but the one whose value is at `except`.
 *
 * @throws DecodeError
 */
export function copyProperties(
  reader: CborReader,
  writer: JsonWriter,
  count: number,
  except: number,
): void {
  for (let left = count; left > 0; left--) {
    const key = reader.pos
    if (reader.peekHead() >> 5 !== 3) reader.failAt('bad-key', 'a key is not a string', key)
    const start = reader.readTextRange()
    if (reader.pos === except) {
      reader.skipString()
      continue
    }
    if (reader.bytes[start] === DOLLAR) refuseSpecial(reader, start, key)
    if (!writer.tryAscii(reader.bytes, start, reader.pos)) writeDecoded(reader, writer, start)
    writer.endName()
    cborToJson(reader, writer)
  }
}

/** Fails at a name that JSON keeps for bytes and links: the object would be read as another. */
function refuseSpecial(reader: CborReader, start: number, key: number): void {
  const name = decodeAscii(reader.bytes, start, reader.pos)
  if (!isSpecialName(name)) return
  reader.failAt('bad-key', `an object with the name ${name} cannot be said in JSON`, key)
}

function copyString(reader: CborReader, writer: JsonWriter): void {
  const start = reader.readTextRange()
  if (!writer.tryAscii(reader.bytes, start, reader.pos)) writeDecoded(reader, writer, start)
}

function writeDecoded(reader: CborReader, writer: JsonWriter, start: number): void {
  const text = decodeUtf8(reader.bytes, start, reader.pos)
  if (text === undefined) reader.failAt('bad-utf8', 'a string is not valid UTF-8', start)
  else writer.writeString(text)
}
