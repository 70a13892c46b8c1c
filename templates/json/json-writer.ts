import { base64Length, writeBase64 } from '../bytes/base64.js'
import { MAX_DECIMAL, writeDecimal } from '../bytes/decimal.js'
import { Output } from '../bytes/output.js'
import { encodeUtf8, writeUtf8 } from '../bytes/utf8.js'
import { isWellFormed } from '../bytes/well-formed.js'
import { failFormat } from '../checks/fail-format.js'
import { EncodeError, type EncodeErrorCode } from '../errors.js'
import type { AsciiFormat } from '../formats/ascii-format.js'
import type { JsonKeyTable } from '../keys/key-table.js'
import { base32Length, writeBase32 } from '../values/base32.js'
import { isCidBytes } from '../values/cid-bytes.js'
import { bytesOf, type Cid } from '../values/cid-link.js'
import { describeValue } from '../values/describe-value.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { jsonPathAt } from './json-path.js'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a

const openBytes = /* @__PURE__ */ encodeUtf8('{"$bytes":"')
const openLink = /* @__PURE__ */ encodeUtf8('{"$link":"')
const trueText = /* @__PURE__ */ encodeUtf8('true')
const falseText = /* @__PURE__ */ encodeUtf8('false')
const nullText = /* @__PURE__ */ encodeUtf8('null')

/** Texts up to this length are copied here, longer ones by the platform. */
const SHORT_TEXT = 64

/**
 * Writes the data model's JSON as UTF-8, without white space. It has the methods of `CborWriter`,
 * so that encoders for both look the same. One writer serves one frame at a time and is reused.
 */
export class JsonWriter {
  /** Whether string formats are to be checked. */
  readonly formats: boolean
  private readonly output: Output
  private depth: number
  /** Where the item that paths are of starts, counted from the frame's start. */
  private root: number
  /** Whether a value stands before the next one, so that a comma must come between. */
  private comma: boolean

  constructor(formats: boolean) {
    this.formats = formats
    this.output = new Output()
    this.depth = 0
    this.root = 0
    this.comma = false
  }

  /** Starts a frame, dropping whatever a failed one left. */
  reset(): void {
    this.output.reset()
    this.depth = 0
    this.root = 0
    this.comma = false
  }

  /** Says that the item whose parts error paths name starts here. */
  startItem(): void {
    this.root = this.output.pos - this.output.start
  }

  /** What has been written, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    return this.output.take()
  }

  /** Moves what has been written into memory that is there; see {@link Output.moveInto}. */
  moveInto(into: Uint8Array, at: number): number {
    return this.output.moveInto(into, at)
  }

  /** Opens an object; the number of properties is what the CBOR twin needs to know. */
  openMap(_size: number): void {
    if (++this.depth > MAX_DEPTH) this.fail('too-deep', 'nested too deep')
    this.separate()
    this.writeByte(0x7b)
    this.comma = false
  }

  /** Opens an object by its brace and first property, given as JSON. */
  openWith(json: Uint8Array): void {
    this.depth++
    this.copy(json)
    this.comma = true
  }

  closeMap(): void {
    this.depth--
    this.writeByte(0x7d)
    this.comma = true
  }

  /** Opens an array; the number of items is what the CBOR twin needs to know. */
  openArray(size: number): void {
    // What is no array has no length.
    if (typeof size !== 'number') this.fail('wrong-type', 'expected array')
    if (++this.depth > MAX_DEPTH) this.fail('too-deep', 'nested too deep')
    this.separate()
    this.writeByte(0x5b)
    this.comma = false
  }

  closeArray(): void {
    this.depth--
    this.writeByte(0x5d)
    this.comma = true
  }

  /** Writes a property name by its index in the table. */
  writeKey(keys: JsonKeyTable, index: number): void {
    const name = keys.json[index]
    if (name === undefined) return
    this.separate()
    this.copy(name)
    this.comma = false
  }

  /** Writes a property name. */
  writeName(name: string): void {
    this.writeString(name)
    this.endName()
  }

  /** Copies JSON that comes before or after values: brackets, names, no value by itself. */
  writeFixed(json: Uint8Array): void {
    this.copy(json)
    this.comma = false
  }

  writeString(text: string): void {
    if (typeof text !== 'string') this.failType('string', text)
    this.separate()
    const size = text.length
    if (size > SHORT_TEXT) return this.writeLongString(text)
    const bytes = this.output.reserve(size + 2)
    let at = this.output.pos
    bytes[at++] = QUOTE
    for (let i = 0; i < size; i++) {
      const code = text.charCodeAt(i)
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === 0x5c) {
        return this.writeLongString(text)
      }
      bytes[at++] = code
    }
    bytes[at++] = QUOTE
    this.output.pos = at
  }

  private writeLongString(text: string): void {
    if (!isWellFormed(text)) this.fail('bad-text', 'a string holds half a surrogate pair')
    const quoted = JSON.stringify(text)
    const bytes = this.output.reserve(quoted.length * 3)
    this.output.pos += writeUtf8(quoted, bytes, this.output.pos)
  }

  /**
   * Writes the string whose UTF-8 stands in `source[start, end)`, if it is ASCII that needs no
   * escape; otherwise writes nothing and returns false.
   */
  tryAscii(source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.output.reserve(end - start + 3)
    let at = this.output.pos
    if (this.comma) bytes[at++] = COMMA
    bytes[at++] = QUOTE
    for (let i = start; i < end; i++) {
      const code = source[i] ?? 0
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === 0x5c) return false
      bytes[at++] = code
    }
    bytes[at++] = QUOTE
    this.output.pos = at
    this.comma = true
    return true
  }

  /** Ends a name that was written as a string. */
  endName(): void {
    this.writeByte(COLON)
    this.comma = false
  }

  /** Writes a text of a format; the check is made on what was written, unless formats are not. */
  writeFormat(format: AsciiFormat, text: string): void {
    const { output, comma } = this
    const before = output.pos - output.start
    this.writeString(text)
    if (!this.formats) return
    const { bytes, pos } = output
    const start = pos - 1 - text.length
    // Escapes make it longer: the quote is not right before it then.
    if (bytes[start - 1] !== QUOTE || !format.isValid(bytes, start, pos - 1)) {
      // Taken back, so that the value is the one that is being written.
      output.pos = output.start + before
      this.comma = comma
      failFormat(this, format.name, text)
    }
  }

  writeInteger(value: number): void {
    if (!Number.isSafeInteger(value)) {
      if (typeof value !== 'number') this.failType('integer', value)
      this.fail('bad-integer', `not an integer within ±(2^53-1): ${String(value)}`)
    }
    this.separate()
    const bytes = this.output.reserve(MAX_DECIMAL)
    this.output.pos = writeDecimal(value, bytes, this.output.pos)
  }

  writeBoolean(value: boolean): void {
    if (typeof value !== 'boolean') this.failType('boolean', value)
    this.separate()
    this.copy(value ? trueText : falseText)
  }

  writeNull(): void {
    this.separate()
    this.copy(nullText)
  }

  /** Writes `{"$bytes": "<base64>"}`. */
  writeBytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.failType('bytes', value)
    this.separate()
    this.copy(openBytes)
    const bytes = this.output.reserve(base64Length(value.length) + 4)
    let at = this.output.pos
    at += writeBase64(value, bytes, at)
    bytes[at++] = QUOTE
    bytes[at++] = 0x7d
    this.output.pos = at
  }

  /** Writes `{"$link": "<cid>"}`. */
  writeLink(link: Cid): void {
    const cid = bytesOf(link)
    if (cid === undefined) return this.failType('link', link)
    if (!isCidBytes(cid)) this.fail('bad-cid', 'not a CID of version 1')
    this.writeLinkBytes(cid, 0, cid.length)
  }

  /** Writes the link whose binary CID stands in `source[start, end)`. */
  writeLinkBytes(source: Uint8Array, start: number, end: number): void {
    this.separate()
    this.copy(openLink)
    const bytes = this.output.reserve(base32Length(end - start) + 3)
    let at = this.output.pos
    bytes[at++] = 0x62
    at = writeBase32(source, start, end, bytes, at)
    bytes[at++] = QUOTE
    bytes[at++] = 0x7d
    this.output.pos = at
  }

  /** Fails because a value is not of the type that its lexicon says, nor of the one declared. */
  private failType(expected: string, value: unknown): never {
    return this.fail('wrong-type', `expected ${expected}, found ${describeValue(value)}`)
  }

  private separate(): void {
    if (this.comma) this.writeByte(COMMA)
    this.comma = true
  }

  private copy(json: Uint8Array): void {
    const bytes = this.output.reserve(json.length)
    let at = this.output.pos
    for (let i = 0; i < json.length; i++) bytes[at++] = json[i] ?? 0
    this.output.pos = at
  }

  private writeByte(byte: number): void {
    const bytes = this.output.reserve(1)
    bytes[this.output.pos++] = byte
  }

  /**
   * Fails at the value that is being written, or was last.
   *
   * @throws EncodeError
   */
  fail(code: EncodeErrorCode, detail: string, cause?: unknown): never {
    // In an array it is the comma that tells the next item from the one before it.
    if (this.comma) this.writeByte(COMMA)
    const { bytes, start, pos } = this.output
    throw new EncodeError(
      code,
      detail,
      jsonPathAt(bytes.subarray(start, pos), this.root, pos - start),
      cause,
    )
  }
}
