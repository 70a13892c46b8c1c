import { jsonKeyTable, NO_KEY } from '../keys/key-table.js'
import { isTypedBlobRef, type BlobRef } from '../values/blob.js'
import type { CidLink } from '../values/cid-link.js'
import { END_OF_OBJECT, type JsonReader } from './json-reader.js'
import { readJsonValue } from './json-value.js'
import type { JsonWriter } from './json-writer.js'

const blobKeys = /* @__PURE__ */ jsonKeyTable(['cid', 'ref', 'size', '$type', 'mimeType'])

/**
 * Reads a blob, in its present form or in the legacy one.
 *
 * @throws DecodeError
 */
export function readJsonBlob(reader: JsonReader): BlobRef {
  let cid: string | undefined
  let ref: CidLink | undefined
  let size: number | undefined
  let $type: string | undefined
  let mimeType: string | undefined
  const start = reader.openObject(blobKeys)
  for (let key = NO_KEY; (key = reader.readKey(blobKeys, key)) !== END_OF_OBJECT;) {
    switch (key) {
      case 0:
        cid = reader.readString()
        break
      case 1:
        ref = reader.readLink()
        break
      case 2:
        size = reader.readInteger()
        break
      case 3:
        $type = reader.readString()
        break
      case 4:
        mimeType = reader.readString()
        break
      default:
        readJsonValue(reader)
    }
  }
  if (mimeType === undefined) return reader.failMissing({ mimeType }, start)
  if ($type === undefined && cid !== undefined) return { cid, mimeType }
  if ($type !== 'blob') return reader.failAt('wrong-type', 'expected blob', start)
  if (ref === undefined || size === undefined) return reader.failMissing({ ref, size }, start)
  return { $type, ref, mimeType, size }
}

/** Writes a blob in the form that it has. */
export function writeJsonBlob(writer: JsonWriter, blob: BlobRef): void {
  if (!isTypedBlobRef(blob)) {
    writer.openMap(2)
    writer.writeKey(blobKeys, 0)
    writer.writeString(blob.cid)
  } else {
    writer.openMap(4)
    writer.writeKey(blobKeys, 1)
    writer.writeLink(blob.ref)
    writer.writeKey(blobKeys, 2)
    writer.writeInteger(blob.size)
    writer.writeKey(blobKeys, 3)
    writer.writeString('blob')
  }
  writer.writeKey(blobKeys, 4)
  writer.writeString(blob.mimeType)
  writer.closeMap()
}
