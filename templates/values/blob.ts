import type { Cid } from './cid-link.js'
import type { LexMap } from './lex-value.js'

/** A reference to a blob, as records carry it. */
export interface TypedBlobRef {
  readonly $type: 'blob'
  readonly ref: Cid
  readonly mimeType: string
  /** In bytes; -1 in old data whose size nobody knows. */
  readonly size: number
}

/** The form from before blobs had a `$type`; it is read and kept, never made. */
export interface LegacyBlobRef {
  readonly cid: string
  readonly mimeType: string
}

/** A blob in either form. */
export type BlobRef = TypedBlobRef | LegacyBlobRef

/** Whether a blob is in the present form. */
export function isTypedBlobRef(blob: BlobRef): blob is TypedBlobRef {
  return '$type' in blob
}

/** Whether an object of unknown type says that it is a blob. */
export function isBlobLike(map: LexMap): boolean {
  return map['$type'] === 'blob'
}

/** What is said where a blob stands for an object of unknown type. */
export const failBlob = 'expected object, found a blob'
