import { encodeUtf8 } from '../bytes/utf8.js'
import { decodeBase32, encodeBase32 } from './base32.js'
import { CID_MAX_BYTES, isCidBytes, parseCidBytes, type CidParts } from './cid-bytes.js'

/** The hash part of a CID. */
export interface CidMultihash {
  /** The multicodec code of the hash function; 0x12 is SHA-256. */
  readonly code: number
  readonly digest: Uint8Array
}

/** The hash part of a {@link CidLink}, with what other libraries' CIDs compare theirs by. */
export interface CidLinkMultihash extends CidMultihash {
  /** The size of the digest in bytes. */
  readonly size: number
  /** The binary multihash: hash function, size and digest. */
  readonly bytes: Uint8Array
}

/**
 * A link to a piece of content. Decoding makes {@link CidLink}s; to be encoded, a link may be any
 * library's that has these members. It is the same shape as `Cid` of `@atproto/lex-data`.
 */
export interface Cid {
  readonly version: 0 | 1
  /** The multicodec code of the content: 0x71 for DRISL-CBOR, 0x55 for raw bytes. */
  readonly code: number
  readonly multihash: CidMultihash
  /** The binary CID. */
  readonly bytes: Uint8Array
  equals(other: Cid): boolean
  toString(): string
}

/**
 * A {@link Cid} of version 1 that costs next to nothing to decode.
 *
 * A decoded link is a window on the bytes of its frame: nothing is parsed or copied until it is
 * asked for, and holding a link holds the frame. `new CidLink(link.bytes.slice())` lets go of it.
 */
export class CidLink implements Cid {
  /** Never read from; it keeps the hidden class alive, as `CborReader.idle` does. */
  static readonly idle: CidLink = /* @__PURE__ */ new CidLink(/* @__PURE__ */ new Uint8Array(0))

  private readonly source: Uint8Array
  private readonly start: number
  private readonly length: number
  private view: Uint8Array | undefined
  private text: string | undefined

  /**
   * A link over `source[start, start + length)`, which must hold a valid binary CID: use
   * {@link CidLink.fromBytes} for bytes that are not known to.
   */
  constructor(source: Uint8Array, start = 0, length: number = source.length - start) {
    this.source = source
    this.start = start
    this.length = length
    this.view = undefined
    this.text = undefined
  }

  /** The link of a binary CID, or `undefined` where the bytes are not a version 1 CID. */
  static fromBytes(bytes: Uint8Array): CidLink | undefined {
    return isCidBytes(bytes) ? new CidLink(bytes) : undefined
  }

  /** The link of a CID in lower-case base32 (`bafy…`), or `undefined` where it is none. */
  static parse(text: string): CidLink | undefined {
    const ascii = encodeUtf8(text)
    return CidLink.parseAscii(ascii, 0, ascii.length)
  }

  /** As {@link CidLink.parse}, of the text in `source[start, end)`. */
  static parseAscii(source: Uint8Array, start: number, end: number): CidLink | undefined {
    if (source[start] !== 0x62 || end - start > CID_MAX_BYTES * 2) return undefined
    const bytes = decodeBase32(source, start + 1, end)
    if (bytes === undefined || !isCidBytes(bytes)) return undefined
    return new CidLink(bytes)
  }

  get version(): 1 {
    return 1
  }

  /** The binary CID, a view on the frame it was decoded from. */
  get bytes(): Uint8Array {
    this.view ??= new Uint8Array(
      this.source.buffer,
      this.source.byteOffset + this.start,
      this.length,
    )
    return this.view
  }

  /** The multicodec code of the content: 0x71 for DRISL-CBOR, 0x55 for raw bytes. */
  get code(): number {
    return this.parsed().codec
  }

  get multihash(): CidLinkMultihash {
    const { hash, hashStart, digestStart } = this.parsed()
    const digest = this.bytes.subarray(digestStart)
    return { code: hash, digest, size: digest.length, bytes: this.bytes.subarray(hashStart) }
  }

  /** Whether both are the same CID, byte for byte. */
  equals(other: { readonly bytes: Uint8Array }): boolean {
    const mine = this.bytes
    const theirs = other.bytes
    if (mine.length !== theirs.length) return false
    for (let i = 0; i < mine.length; i++) if (mine[i] !== theirs[i]) return false
    return true
  }

  /** The CID in lower-case base32, made on first use. */
  toString(): string {
    this.text ??= `b${encodeBase32(this.bytes)}`
    return this.text
  }

  /** The data model's JSON form. */
  toJSON(): { readonly $link: string } {
    return { $link: this.toString() }
  }

  private parsed(): CidParts {
    const parts = parseCidBytes(this.bytes)
    if (parts === undefined) throw new TypeError('these bytes are not a version 1 CID')
    return parts
  }
}

/** Whether a value of the data model is a link: a {@link CidLink} or another library's CID. */
export function isCid(value: object): value is Cid {
  return (
    value instanceof CidLink ||
    ('bytes' in value &&
      value.bytes instanceof Uint8Array &&
      'multihash' in value &&
      'equals' in value)
  )
}

/** The binary CID of a link; `undefined` where the value is no link, whatever its declared type. */
export function bytesOf(link: Cid): Uint8Array | undefined {
  if (link instanceof CidLink) return link.bytes
  return typeof link === 'object' && link !== null && isCid(link) ? link.bytes : undefined
}
