import { startsWith } from '../bytes/starts-with.js'
import { failFormat } from '../checks/fail-format.js'
import { decodeAscii, decodeUtf8, isUtf8 } from '../bytes/utf8.js'
import { DecodeError, type DecodeErrorCode } from '../errors.js'
import type { AsciiFormat } from '../formats/ascii-format.js'
import { headWord, NO_KEY, type CborKeyTable } from '../keys/key-table.js'
import { CidLink } from '../values/cid-link.js'
import { parseCidBytes } from '../values/cid-bytes.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { describeHead, typeName } from './cbor-describe.js'
import { cborPathAt } from './cbor-path.js'
import { compareEncodedKeys } from './key-order.js'

const UINT = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5

/** How a link of a SHA-256 CID starts: tag 42, a byte string of 37 bytes. */
const SHA256_LINK = 0xd82a5825 | 0

/** Thrown to whoever called `expectString`, made once: it tells no one where it came from. */
const unexpected = /* @__PURE__ */ new DecodeError('not-allowed', 'another string than expected', 0)

/**
 * Reads DRISL-CBOR off a byte array: the deterministic profile of CBOR that the AT Protocol uses.
 * Whatever departs from it is a {@link DecodeError}: integers and lengths in more bytes than they
 * need or beyond ±(2^53-1), indefinite lengths, keys that are not strings or out of order, tags
 * other than 42, floats, invalid UTF-8, lengths beyond the end, nesting beyond 128.
 *
 * Generated decoders drive it; values come out in the order in which they stand.
 */
export class CborReader {
  /**
   * Never read from. While some instance lives, so does the hidden class that compiled decoders rely
   * on: without one, a collection between two frames has the engine compile them anew.
   */
  static readonly idle: CborReader = /* @__PURE__ */ new CborReader(
    /* @__PURE__ */ new Uint8Array(0),
    false,
  )

  readonly bytes: Uint8Array
  /** Whether string formats are to be checked. */
  readonly formats: boolean
  /** The offset of the next byte to read. */
  pos: number
  private depth: number
  private readonly root: number
  /** By depth: the offset of the last key of the open map that `readKey` did not know. */
  private unknownKeys: number[] | undefined
  private unknownName: string
  private expected: Uint8Array | undefined

  /** A reader that starts at `pos` of `bytes`, whose end is the end of the input. */
  constructor(bytes: Uint8Array, formats: boolean, pos = 0) {
    this.bytes = bytes
    this.formats = formats
    this.pos = pos
    this.depth = 0
    this.root = pos
    this.unknownKeys = undefined
    this.unknownName = ''
    this.expected = undefined
  }

  /** Throws unless everything has been read. */
  finish(): void {
    if (this.pos !== this.bytes.length) {
      this.failAt('trailing-bytes', 'there are bytes after the end', this.pos)
    }
  }

  /** Opens a map and returns its number of pairs; `closeMap` when they are read. */
  openMap(): number {
    if (++this.depth > MAX_DEPTH) this.failAt('too-deep', 'nested too deep', this.pos)
    const head = this.bytes[this.pos]
    if (head !== undefined && head >= 0xa0 && head < 0xb8) {
      this.pos++
      return head - 0xa0
    }
    // Each pair takes two bytes at least: a count that cannot be true never reserves anything.
    const count = this.readArgument(MAP)
    if (count * 2 > this.bytes.length - this.pos) this.failTruncated()
    return count
  }

  closeMap(): void {
    this.depth--
  }

  /** Opens an array and returns its number of items; `closeArray` when they are read. */
  openArray(): number {
    if (++this.depth > MAX_DEPTH) this.failAt('too-deep', 'nested too deep', this.pos)
    const head = this.bytes[this.pos]
    if (head !== undefined && head >= 0x80 && head < 0x98) {
      this.pos++
      return head - 0x80
    }
    const count = this.readArgument(ARRAY)
    if (count > this.bytes.length - this.pos) this.failTruncated()
    return count
  }

  closeArray(): void {
    this.depth--
  }

  /**
   * Reads the next key of a map and returns its index in `keys`, or a number below `NO_KEY` where
   * the table does not have it. `previous` is what the call before returned for this map, `NO_KEY`
   * at first: order and uniqueness follow from it.
   */
  readKey(keys: CborKeyTable, previous: number): number {
    const bytes = this.bytes
    const at = this.pos
    for (let index = previous >= NO_KEY ? previous + 1 : gapOf(previous) + 1; ; index++) {
      const key = keys[index]
      if (key === undefined) return this.readUnknownKey(keys, previous)
      if (!startsWith(bytes, at, key)) continue
      this.pos = at + key.length
      return index
    }
  }

  private readUnknownKey(keys: CborKeyTable, previous: number): number {
    const at = this.pos
    const head = this.bytes[at]
    if (head === undefined) this.failTruncated()
    if (head >> 5 !== TEXT) this.failAt('bad-key', 'a key is not a string', at)
    this.unknownName = this.readString()
    const end = this.pos
    const before = previous >= NO_KEY ? previous : gapOf(previous)
    let gap = -1
    for (const key of keys) {
      const order = compareEncodedKeys(this.bytes, at, end, key, 0, key.length)
      // A known key that the caller did not find after the previous one: it is that, or before it.
      if (order === 0) this.failOrder(gap + 1 === previous, at)
      if (order < 0) break
      gap++
    }
    if (gap < before) this.failOrder(false, at)
    this.unknownKeys ??= []
    if (previous < NO_KEY) {
      const last = this.unknownKeys[this.depth] ?? at
      const order = compareEncodedKeys(this.bytes, at, end, this.bytes, last, this.bytes.length)
      if (order <= 0) this.failOrder(order === 0, at)
    }
    this.unknownKeys[this.depth] = at
    return unknownAfter(gap)
  }

  private failOrder(twice: boolean, at: number): never {
    return twice
      ? this.failAt('duplicate-key', 'a key stands twice', at)
      : this.failAt('unsorted-keys', 'a key is out of order', at)
  }

  /** The key that `readKey` read last, where the table did not have it. */
  get lastName(): string {
    return this.unknownName
  }

  /** Reads a text string. */
  readString(): string {
    const start = this.readTextRange()
    const text = decodeUtf8(this.bytes, start, this.pos)
    if (text === undefined) return this.failAt('bad-utf8', 'a string is not valid UTF-8', start)
    return text
  }

  /** Reads a text string of a format, unless formats are not checked. */
  readFormat(format: AsciiFormat): string {
    if (!this.formats) return this.readString()
    const start = this.readTextRange()
    const end = this.pos
    if (format.isValid(this.bytes, start, end)) return decodeAscii(this.bytes, start, end)
    return this.failFormat(format, start, end)
  }

  private failFormat(format: AsciiFormat, start: number, end: number): never {
    const text = decodeUtf8(this.bytes, start, end)
    if (text === undefined) return this.failAt('bad-utf8', 'a string is not valid UTF-8', start)
    return failFormat(this, format.name, text)
  }

  /** Reads a text string as the range of its UTF-8: returns its start, `pos` is its end. */
  readTextRange(): number {
    const head = this.bytes[this.pos]
    const next = this.bytes[this.pos + 1]
    let size: number
    if (head !== undefined && head >= 0x60 && head < 0x78) {
      size = head - 0x60
      this.pos++
    } else if (head === 0x78 && next !== undefined && next >= 24) {
      size = next
      this.pos += 2
    } else {
      size = this.readArgument(TEXT)
    }
    const start = this.pos
    if (size > this.bytes.length - start) this.failTruncated()
    this.pos = start + size
    return start
  }

  /** Says that the string which `skipString` reads first must be this one, in DRISL. */
  expectString(encoded: Uint8Array): void {
    this.expected = encoded
  }

  /** Whether the string that was expected has come. */
  get wasExpected(): boolean {
    return this.expected === undefined
  }

  /** Reads a text string that nobody needs, unless it is one to be expected. */
  skipString(): void {
    const { expected } = this
    if (expected !== undefined) {
      if (!startsWith(this.bytes, this.pos, expected)) throw unexpected
      this.expected = undefined
      this.pos += expected.length
      return
    }
    const start = this.readTextRange()
    if (!isUtf8(this.bytes, start, this.pos)) {
      this.failAt('bad-utf8', 'a string is not valid UTF-8', start)
    }
  }

  /** Reads an integer within ±(2^53-1). */
  readInteger(): number {
    const head = this.bytes[this.pos]
    if (head !== undefined && head < 0x18) {
      this.pos++
      return head
    }
    if (head !== undefined && head >> 5 === NEGATIVE) {
      const at = this.pos
      const value = -1 - this.readArgument(NEGATIVE)
      // -2^53 has an exact double but no exact neighbours: it is out of the data model.
      if (!Number.isSafeInteger(value)) this.failAt('bad-integer', 'an integer is beyond 2^53', at)
      return value
    }
    return this.readArgument(UINT)
  }

  readBoolean(): boolean {
    const head = this.bytes[this.pos]
    if (head === 0xf5 || head === 0xf4) {
      this.pos++
      return head === 0xf5
    }
    return this.failType('boolean')
  }

  /** Reads `null` if that is what comes next, and says whether it was. */
  tryNull(): boolean {
    if (this.bytes[this.pos] !== 0xf6) return false
    this.pos++
    return true
  }

  readNull(): null {
    return this.tryNull() ? null : this.failType('null')
  }

  /** Reads a byte string as a view on the input. */
  readBytes(): Uint8Array {
    const size = this.readArgument(BYTES)
    const start = this.pos
    if (size > this.bytes.length - start) this.failTruncated()
    this.pos = start + size
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, size)
  }

  /** Reads a link: tag 42 around a byte string of a zero byte and a binary CID. */
  readLink(): CidLink {
    const start = this.readLinkRange()
    return new CidLink(this.bytes, start, this.pos - start)
  }

  /** Reads a link as the range of its binary CID: returns its start, `pos` is its end. */
  readLinkRange(): number {
    const bytes = this.bytes
    const at = this.pos
    // By far the most links are SHA-256 CIDs of DRISL or raw content, which start all the same.
    if (
      headWord(bytes, at) === SHA256_LINK &&
      bytes[at + 4] === 0 &&
      bytes[at + 5] === 1 &&
      (bytes[at + 6] === 0x71 || bytes[at + 6] === 0x55) &&
      bytes[at + 7] === 0x12 &&
      bytes[at + 8] === 0x20 &&
      at + 41 <= bytes.length
    ) {
      this.pos = at + 41
      return at + 5
    }
    if (bytes[at] !== 0xd8 || bytes[at + 1] !== 42) return this.failType('link')
    this.pos = at + 2
    const content = this.readBytes()
    if (content[0] !== 0 || parseCidBytes(content.subarray(1)) === undefined) {
      return this.failAt('bad-cid', 'a link does not hold a valid CID', at)
    }
    return this.pos - content.length + 1
  }

  /** Reads a 64-bit float, the only width that DRISL has; the AT Protocol's data model has none. */
  readFloat(): number {
    const at = this.pos
    if (this.bytes[at] !== 0xfb) return this.failType('float')
    if (at + 9 > this.bytes.length) return this.failTruncated()
    const { buffer, byteOffset } = this.bytes
    const value = new DataView(buffer, byteOffset + at + 1, 8).getFloat64(0)
    if (!Number.isFinite(value)) this.failAt('bad-float', 'a float is not a finite number', at)
    this.pos = at + 9
    return value
  }

  /** The next byte, which stays unread: the head of the next item. */
  peekHead(): number {
    return this.bytes[this.pos] ?? this.failTruncated()
  }

  private readArgument(major: number): number {
    const at = this.pos
    const bytes = this.bytes
    const head = bytes[at]
    if (head === undefined) return this.failTruncated()
    if (head >> 5 !== major) return this.failType(typeName(major))
    const info = head & 31
    if (info < 24) {
      this.pos = at + 1
      return info
    }
    if (info > 27) return this.failAt('not-canonical', 'an indefinite or reserved length', at)
    const width = 1 << (info - 24)
    if (at + 1 + width > bytes.length) return this.failTruncated()
    let value = 0
    for (let i = at + 1; i <= at + width; i++) value = value * 256 + (bytes[i] ?? 0)
    this.pos = at + 1 + width
    if (value > Number.MAX_SAFE_INTEGER) {
      return this.failAt('bad-integer', 'an integer is beyond 2^53', at)
    }
    if (value < (width === 1 ? 24 : width === 8 ? 2 ** 32 : 2 ** (width * 4))) {
      return this.failAt('not-canonical', 'an integer or length takes more bytes than it needs', at)
    }
    return value
  }

  /** Fails at the value read last; `fail` of the constraint checks. */
  fail(code: DecodeErrorCode, detail: string): never {
    // The value has been read: its last byte is the place that names it.
    return this.failAt(code, detail, this.pos - 1)
  }

  /** Fails because the map that was opened at `start` lacks a required field. */
  failMissing(fields: { readonly [name: string]: unknown }, start: number): never {
    const missing = Object.keys(fields).find((name) => fields[name] === undefined)
    return this.failAt('missing-field', `required field ${missing ?? ''} is missing`, start)
  }

  /** Fails because something else was expected at the present position. */
  failType(expected: string): never {
    const head = this.bytes[this.pos]
    if (head === undefined) return this.failTruncated()
    if (head >= 0xf9 && head <= 0xfb) {
      return this.failAt('bad-float', `expected ${expected}, found a float`, this.pos)
    }
    if (head === 0xd8 && this.pos + 1 === this.bytes.length) return this.failTruncated()
    if (head >= 0xc0 && head < 0xe0 && (head !== 0xd8 || this.bytes[this.pos + 1] !== 42)) {
      return this.failAt('bad-tag', 'a tag other than 42', this.pos)
    }
    const found = describeHead(head)
    return this.failAt('wrong-type', `expected ${expected}, found ${found}`, this.pos)
  }

  failTruncated(): never {
    return this.failAt('truncated', 'the bytes end too early', this.bytes.length)
  }

  failAt(code: DecodeErrorCode, detail: string, offset: number): never {
    throw new DecodeError(code, detail, offset, cborPathAt(this.bytes, this.root, offset))
  }
}

function gapOf(unknown: number): number {
  return -unknown - 3
}

function unknownAfter(gap: number): number {
  return -gap - 3
}
