import { cborKeyTable, NO_KEY } from '../keys/key-table.js'
import { isTypedBlobRef, type BlobRef } from '../values/blob.js'
import type { CidLink } from '../values/cid-link.js'
import type { CborReader } from './cbor-reader.js'
import { readCborValue } from './cbor-value.js'
import type { CborWriter } from './cbor-writer.js'

const blobKeys = /* @__PURE__ */ cborKeyTable(['cid', 'ref', 'size', '$type', 'mimeType'])

/**
 * Reads a blob, in its present form or in the legacy one.
 *
 * @throws DecodeError
 */
export function readCborBlob(reader: CborReader): BlobRef {
  const start = reader.pos
  let cid: string | undefined
  let ref: CidLink | undefined
  let size: number | undefined
  let $type: string | undefined
  let mimeType: string | undefined
  let key = NO_KEY
  for (let left = reader.openMap(); left > 0; left--) {
    key = reader.readKey(blobKeys, key)
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
        readCborValue(reader)
    }
  }
  reader.closeMap()
  if (mimeType === undefined) return reader.failMissing({ mimeType }, start)
  if ($type === undefined && cid !== undefined) return { cid, mimeType }
  if ($type !== 'blob') return reader.failAt('wrong-type', 'expected blob', start)
  if (ref === undefined || size === undefined) return reader.failMissing({ ref, size }, start)
  return { $type, ref, mimeType, size }
}

/** Writes a blob in the form that it has. */
export function writeCborBlob(writer: CborWriter, blob: BlobRef): void {
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
