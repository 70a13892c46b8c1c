import { startsWith } from '../bytes/starts-with.js'
import { decodeBase64 } from '../bytes/base64.js'
import { indexOfByte } from '../bytes/index-of-byte.js'
import { failFormat } from '../checks/fail-format.js'
import { decodeAscii, decodeUtf8, encodeUtf8 } from '../bytes/utf8.js'
import { isWellFormed } from '../bytes/well-formed.js'
import { DecodeError, type DecodeErrorCode } from '../errors.js'
import type { AsciiFormat } from '../formats/ascii-format.js'
import { headWord, NO_KEY, type JsonKeyTable } from '../keys/key-table.js'
import { CidLink } from '../values/cid-link.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { describeJson } from './json-describe.js'
import { readJsonInteger } from './json-number.js'
import { jsonPathAt } from './json-path.js'
import { findQuote, skipSpace } from './json-skip.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d
const BRACKET_OPEN = 0x5b
const BRACKET_CLOSE = 0x5d

/** What `readKey` returns for a name that the table does not have. */
export const UNKNOWN_KEY = -2
/** What `readKey` returns once it has read the object's closing brace. */
export const END_OF_OBJECT = -3

const bytesPrefix = /* @__PURE__ */ encodeUtf8('{"$bytes":"')
const linkPrefix = /* @__PURE__ */ encodeUtf8('{"$link":"')

/**
 * Reads the data model's JSON straight off its UTF-8 bytes. Stricter than `JSON.parse`: a known
 * name that stands twice, a fraction, an integer beyond ±(2^53-1), half a surrogate pair, invalid
 * UTF-8 and nesting beyond 128 are {@link DecodeError}s.
 *
 * Generated decoders drive it.
 */
export class JsonReader {
  /** Never read from; it keeps the hidden class alive, as `CborReader.idle` does. */
  static readonly idle: JsonReader = /* @__PURE__ */ new JsonReader(
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
  /** The names read so far in each open object, a bit each, the innermost object's words last. */
  private readonly seen: number[]
  private unknownName: string
  private unknownAt: number

  /** A reader that starts at `pos` of `bytes`, whose end is the end of the input. */
  constructor(bytes: Uint8Array, formats: boolean, pos = 0) {
    this.bytes = bytes
    this.formats = formats
    this.pos = pos
    this.depth = 0
    this.root = pos
    this.seen = []
    this.unknownName = ''
    this.unknownAt = pos
  }

  /** Throws unless nothing but white space is left. */
  finish(): void {
    const end = skipSpace(this.bytes, this.pos)
    if (end !== this.bytes.length) {
      this.failAt('trailing-bytes', 'there is text after the end', end)
    }
  }

  /**
   * Opens an object whose properties `readKey` reads with the same table, up to its end. Returns
   * where the object starts.
   */
  openObject(keys: JsonKeyTable): number {
    if (++this.depth > MAX_DEPTH) this.failAt('too-deep', 'nested too deep', this.pos)
    if (this.nextByte() !== BRACE_OPEN) this.failType('object')
    const start = this.pos++
    for (let words = keys.names.length; words > 0; words -= 32) this.seen.push(0)
    return start
  }

  /**
   * Reads the next name of the open object and returns its index in `keys`, {@link UNKNOWN_KEY} or
   * {@link END_OF_OBJECT}. `previous` is what the call before returned for this object, `NO_KEY` at
   * first.
   */
  readKey(keys: JsonKeyTable, previous: number): number {
    const bytes = this.bytes
    if (previous === NO_KEY) {
      if (this.nextByte() === BRACE_CLOSE) return this.closeObject(keys)
    } else {
      const separator = this.nextByte()
      if (separator === BRACE_CLOSE) return this.closeObject(keys)
      if (separator !== COMMA) this.failAt('malformed', 'expected "," or "}"', this.pos)
      this.pos++
      this.nextByte()
    }
    const at = this.pos
    const names = keys.json
    // Whoever writes these objects writes them in one order: mostly the next name is the one.
    const word = headWord(bytes, at)
    for (let tried = 0, index = previous < 0 ? 0 : previous + 1; tried < names.length; tried++) {
      if (index >= names.length) index = 0
      const name = names[index]
      if (
        (word & (keys.jsonMasks[index] ?? 0)) === keys.jsonHeads[index] &&
        name !== undefined &&
        matches(bytes, at, name)
      ) {
        this.pos = at + name.length
        return this.markSeen(keys, index, at)
      }
      index++
    }
    return this.readOtherKey(keys)
  }

  private readOtherKey(keys: JsonKeyTable): number {
    const at = this.pos
    if (this.bytes[at] !== QUOTE) this.failAt('malformed', 'expected a name in quotes', at)
    const name = this.readString()
    if (this.nextByte() !== COLON) this.failAt('malformed', 'expected ":"', this.pos)
    this.pos++
    const index = keys.indexes.get(name)
    if (index !== undefined) return this.markSeen(keys, index, at)
    this.unknownName = name
    this.unknownAt = at
    return UNKNOWN_KEY
  }

  /** The name that `readKey` read last, where the table did not have it. */
  get lastName(): string {
    return this.unknownName
  }

  /** Fails because the name that `readKey` read last stood in its object before. */
  failTwice(): never {
    return this.failAt('duplicate-key', 'a name stands twice', this.unknownAt)
  }

  private markSeen(keys: JsonKeyTable, index: number, at: number): number {
    const words = (keys.names.length + 31) >> 5
    const word = this.seen.length - words + (index >> 5)
    const bit = 1 << (index & 31)
    const seen = this.seen[word] ?? 0
    if ((seen & bit) !== 0) this.failAt('duplicate-key', 'a name stands twice', at)
    this.seen[word] = seen | bit
    return index
  }

  private closeObject(keys: JsonKeyTable): number {
    this.pos++
    this.depth--
    this.seen.length -= (keys.names.length + 31) >> 5
    return END_OF_OBJECT
  }

  /** Opens an array; `nextItem` says whether there is a further item. */
  openArray(): void {
    if (++this.depth > MAX_DEPTH) this.failAt('too-deep', 'nested too deep', this.pos)
    if (this.nextByte() !== BRACKET_OPEN) this.failType('array')
    this.pos++
  }

  /** Whether an array goes on with an item; reads the comma before it, or the closing bracket. */
  nextItem(first: boolean): boolean {
    const byte = this.nextByte()
    if (byte === BRACKET_CLOSE) {
      this.pos++
      this.depth--
      return false
    }
    if (!first) {
      if (byte !== COMMA) this.failAt('malformed', 'expected "," or "]"', this.pos)
      this.pos++
      this.nextByte()
    }
    return true
  }

  readString(): string {
    if (this.nextByte() !== QUOTE) return this.failType('string')
    const bytes = this.bytes
    const start = this.pos + 1
    let bits = 0
    let at = start
    for (; ; at++) {
      const byte = bytes[at]
      if (byte === undefined) return this.failTruncated()
      if (byte === QUOTE) break
      if (byte === 0x5c || byte < 0x20) return this.readEscapedString(start)
      bits |= byte
    }
    this.pos = at + 1
    if (bits < 0x80) return decodeAscii(bytes, start, at)
    const text = decodeUtf8(bytes, start, at)
    return text ?? this.failAt('bad-utf8', 'a string is not valid UTF-8', start)
  }

  /** Reads a string of a format, unless formats are not checked. */
  readFormat(format: AsciiFormat): string {
    if (!this.formats) return this.readString()
    if (this.nextByte() !== QUOTE) return this.failType('string')
    const { bytes } = this
    const start = this.pos + 1
    let end = start
    for (; ; end++) {
      const byte = bytes[end]
      if (byte === undefined) return this.failTruncated()
      if (byte === QUOTE || byte === 0x5c) break
    }
    if (bytes[end] === QUOTE && format.isValid(bytes, start, end)) {
      this.pos = end + 1
      return decodeAscii(bytes, start, end)
    }
    // Escapes, or not of the format.
    const text = this.readString()
    const utf8 = encodeUtf8(text)
    return format.isValid(utf8, 0, utf8.length) ? text : failFormat(this, format.name, text)
  }

  /** Reads a string that nobody needs. */
  skipString(): void {
    this.readString()
  }

  private readEscapedString(start: number): string {
    const quote = findQuote(this.bytes, start)
    if (quote === -1) return this.failTruncated()
    const quoted = decodeUtf8(this.bytes, start - 1, quote + 1)
    if (quoted === undefined) {
      return this.failAt('bad-utf8', 'a string is not valid UTF-8', start)
    }
    let text: unknown
    try {
      text = JSON.parse(quoted)
    } catch {
      return this.failAt(
        'malformed',
        'a string holds an invalid escape or control character',
        start,
      )
    }
    if (typeof text !== 'string' || !isWellFormed(text)) {
      return this.failAt('bad-utf8', 'a string holds half a surrogate pair', start)
    }
    this.pos = quote + 1
    return text
  }

  /** Reads an integer within ±(2^53-1); `1.0` is one, `1.5` is not. */
  readInteger(): number {
    this.nextByte()
    return readJsonInteger(this)
  }

  readBoolean(): boolean {
    const byte = this.nextByte()
    if (byte === 0x74 && this.readWord(0x74727565, 4)) return true
    if (byte === 0x66 && headWord(this.bytes, this.pos + 1) === 0x616c7365) {
      this.pos += 5
      return false
    }
    return this.failType('boolean')
  }

  /** Reads `null` if that is what comes next, and says whether it was. */
  tryNull(): boolean {
    return this.nextByte() === 0x6e && this.readWord(0x6e756c6c, 4)
  }

  readNull(): null {
    return this.tryNull() ? null : this.failType('null')
  }

  private readWord(word: number, length: number): boolean {
    if (headWord(this.bytes, this.pos) !== word) return false
    this.pos += length
    return true
  }

  /** Reads `{"$bytes": "<base64>"}`. */
  readBytes(): Uint8Array {
    this.nextByte()
    const at = this.pos
    const [start, quote] = this.readSpecial(bytesPrefix, '$bytes', 'bytes')
    const value =
      decodeBase64(this.bytes, start, quote) ?? this.unescaped(start, quote, decodeBase64)
    return value ?? this.failAt('bad-base64', 'not valid base64', at)
  }

  /** Reads `{"$link": "<cid>"}`. */
  readLink(): CidLink {
    this.nextByte()
    const at = this.pos
    const [start, quote] = this.readSpecial(linkPrefix, '$link', 'link')
    const link =
      CidLink.parseAscii(this.bytes, start, quote) ??
      this.unescaped(start, quote, (source, from, to) => CidLink.parseAscii(source, from, to))
    return link ?? this.failAt('bad-cid', 'a link does not hold a valid CID', at)
  }

  /** Base64 or a CID whose string has escapes: some writers of JSON write `/` as `\/`. */
  private unescaped<T>(
    start: number,
    quote: number,
    decode: (source: Uint8Array, start: number, end: number) => T | undefined,
  ): T | undefined {
    const escape = indexOfByte(this.bytes, BACKSLASH, start)
    if (escape === -1 || escape > quote) return undefined
    const end = this.pos
    const utf8 = encodeUtf8(this.readEscapedString(start))
    this.pos = end
    return decode(utf8, 0, utf8.length)
  }

  /** Reads an object of one string property and returns where the string's characters are. */
  private readSpecial(prefix: Uint8Array, name: string, type: string): readonly [number, number] {
    if (this.bytes[this.pos] !== BRACE_OPEN) return this.failType(type)
    const object = this.pos
    if (startsWith(this.bytes, object, prefix)) {
      this.pos = object + prefix.length
    } else {
      this.pos++
      if (this.nextByte() !== QUOTE || this.readString() !== name) {
        return this.failAt('wrong-type', `expected ${type}, found another object`, object)
      }
      if (this.nextByte() !== COLON) this.failAt('malformed', 'expected ":"', this.pos)
      this.pos++
      if (this.nextByte() !== QUOTE) {
        return this.failAt('wrong-type', `${name} does not hold a string`, this.pos)
      }
      this.pos++
    }
    const start = this.pos
    // Neither alphabet has a quote: the next one is the end of any valid text.
    const quote = indexOfByte(this.bytes, QUOTE, start)
    if (quote === -1) return this.failTruncated()
    this.pos = quote + 1
    if (this.nextByte() !== BRACE_CLOSE) {
      return this.failAt('wrong-type', `${name} does not stand alone in its object`, object)
    }
    this.pos++
    return [start, quote]
  }

  /** Skips white space and returns the byte after it, which stays unread. */
  nextByte(): number {
    const byte = this.bytes[this.pos]
    if (byte !== undefined && byte > 0x20) return byte
    this.pos = skipSpace(this.bytes, this.pos)
    return this.bytes[this.pos] ?? this.failTruncated()
  }

  /** Fails at the value read last; `fail` of the constraint checks. */
  fail(code: DecodeErrorCode, detail: string): never {
    return this.failAt(code, detail, this.pos - 1)
  }

  /** Fails because the object that was opened at `start` lacks a required field. */
  failMissing(fields: { readonly [name: string]: unknown }, start: number): never {
    const missing = Object.keys(fields).find((name) => fields[name] === undefined)
    return this.failAt('missing-field', `required field ${missing ?? ''} is missing`, start)
  }

  /** Fails because something else was expected at the present position. */
  failType(expected: string): never {
    const byte = this.bytes[this.pos]
    if (byte === undefined) return this.failTruncated()
    const found = describeJson(this.bytes, this.pos)
    if (found === undefined) return this.failAt('malformed', `expected ${expected}`, this.pos)
    return this.failAt('wrong-type', `expected ${expected}, found ${found}`, this.pos)
  }

  failTruncated(): never {
    return this.failAt('truncated', 'the text ends too early', this.bytes.length)
  }

  failAt(code: DecodeErrorCode, detail: string, offset: number): never {
    throw new DecodeError(code, detail, offset, jsonPathAt(this.bytes, this.root, offset))
  }
}

function matches(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let i = 4; i < name.length; i++) if (bytes[at + i] !== name[i]) return false
  return true
}
