import { Output } from '../bytes/output.js'
import { writeUtf8 } from '../bytes/utf8.js'
import { isWellFormed } from '../bytes/well-formed.js'
import { failFormat } from '../checks/fail-format.js'
import { EncodeError, type EncodeErrorCode } from '../errors.js'
import type { AsciiFormat } from '../formats/ascii-format.js'
import type { CborKeyTable } from '../keys/key-table.js'
import { isCidBytes } from '../values/cid-bytes.js'
import { bytesOf, type Cid } from '../values/cid-link.js'
import { describeValue } from '../values/describe-value.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { cborPathAt } from './cbor-path.js'

/** Texts up to this length are copied here, longer ones by the platform. */
const SHORT_TEXT = 48

/**
 * Writes DRISL-CBOR. Generated encoders drive it and give map keys in DRISL order; what they write
 * is deterministic. One writer serves one frame at a time and is reused.
 */
export class CborWriter {
  /** Whether string formats are to be checked. */
  readonly formats: boolean
  private readonly output: Output
  private depth: number
  /** Where the item that paths are of starts, counted from the frame's start. */
  private root: number

  constructor(formats: boolean) {
    this.formats = formats
    this.output = new Output()
    this.depth = 0
    this.root = 0
  }

  /** Starts a frame, dropping whatever a failed one left. */
  reset(): void {
    this.output.reset()
    this.depth = 0
    this.root = 0
  }

  /** Says that the item whose parts error paths name starts here. */
  startItem(): void {
    this.root = this.output.pos - this.output.start
  }

  /** What has been written, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    return this.output.take()
  }

  /** Opens a map of `size` pairs, whose keys follow by `writeKey` and whose end is `closeMap`. */
  openMap(size: number): void {
    if (++this.depth > MAX_DEPTH) this.fail('too-deep', 'nested too deep')
    this.writeHead(0xa0, size)
  }

  closeMap(): void {
    this.depth--
  }

  /** Opens an array of `size` items, whose end is `closeArray`. */
  openArray(size: number): void {
    // What is no array has no length.
    if (typeof size !== 'number') this.fail('wrong-type', 'expected array')
    if (++this.depth > MAX_DEPTH) this.fail('too-deep', 'nested too deep')
    this.writeHead(0x80, size)
  }

  closeArray(): void {
    this.depth--
  }

  /** Writes a property name by its index in the table. */
  writeKey(keys: CborKeyTable, index: number): void {
    const key = keys[index]
    if (key !== undefined) this.writeRaw(key)
  }

  /** Copies bytes that are DRISL already. */
  writeRaw(encoded: Uint8Array): void {
    const size = encoded.length
    const bytes = this.output.reserve(size)
    const at = this.output.pos
    if (size < 32) for (let i = 0; i < size; i++) bytes[at + i] = encoded[i] ?? 0
    else bytes.set(encoded, at)
    this.output.pos = at + size
  }

  writeString(text: string): void {
    if (typeof text !== 'string') this.failType('string', text)
    const size = text.length
    if (size > SHORT_TEXT) return this.writeLongString(text)
    // Room for the case that every code unit takes three bytes, and for a head of two bytes.
    const bytes = this.output.reserve(size * 3 + 2)
    let at = this.output.pos
    if (size < 24) {
      bytes[at++] = 0x60 + size
    } else {
      bytes[at++] = 0x78
      bytes[at++] = size
    }
    let bits = 0
    for (let i = 0; i < size; i++) {
      const code = text.charCodeAt(i)
      bits |= code
      bytes[at++] = code
    }
    // Seen only now, so that the loop has one way through: what it wrote is written over.
    if (bits > 0x7f) return this.writeLongString(text)
    this.output.pos = at
  }

  private writeLongString(text: string): void {
    if (!isWellFormed(text)) this.fail('bad-text', 'a string holds half a surrogate pair')
    const most = text.length * 3
    // As much as `writeHead` will ask for as well: growing then would lose the text.
    const bytes = this.output.reserve(most + 9)
    const at = this.output.pos
    // The head's width follows from the number of bytes, which is known when they are written.
    const guess = headSize(text.length)
    const size = writeUtf8(text, bytes, at + guess)
    const actual = headSize(size)
    if (actual !== guess) bytes.copyWithin(at + actual, at + guess, at + guess + size)
    this.writeHead(0x60, size)
    this.output.pos += size
  }

  /** Writes a text of a format; the check is made on what was written, unless formats are not. */
  writeFormat(format: AsciiFormat, text: string): void {
    const { output } = this
    const before = output.pos - output.start
    this.writeString(text)
    if (!this.formats) return
    const end = output.pos
    if (!format.isValid(output.bytes, end - text.length, end)) {
      // Taken back, so that the value is the one that is being written.
      output.pos = output.start + before
      failFormat(this, format.name, text)
    }
  }

  writeInteger(value: number): void {
    if (!Number.isSafeInteger(value)) {
      if (typeof value !== 'number') this.failType('integer', value)
      this.fail('bad-integer', `not an integer within ±(2^53-1): ${String(value)}`)
    }
    if (value >= 0) this.writeHead(0x00, value)
    else this.writeHead(0x20, -1 - value)
  }

  writeBoolean(value: boolean): void {
    if (typeof value !== 'boolean') this.failType('boolean', value)
    this.writeByte(value ? 0xf5 : 0xf4)
  }

  writeNull(): void {
    this.writeByte(0xf6)
  }

  writeBytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.failType('bytes', value)
    this.writeHead(0x40, value.length)
    const bytes = this.output.reserve(value.length)
    bytes.set(value, this.output.pos)
    this.output.pos += value.length
  }

  writeLink(link: Cid): void {
    const cid = bytesOf(link)
    if (cid === undefined) return this.failType('link', link)
    if (!isCidBytes(cid)) this.fail('bad-cid', 'not a CID of version 1')
    const size = cid.length
    const bytes = this.output.reserve(size + 5)
    let at = this.output.pos
    bytes[at++] = 0xd8
    bytes[at++] = 42
    if (size + 1 < 24) {
      bytes[at++] = 0x41 + size
    } else {
      bytes[at++] = 0x58
      bytes[at++] = size + 1
    }
    bytes[at++] = 0
    for (let i = 0; i < size; i++) bytes[at++] = cid[i] ?? 0
    this.output.pos = at
  }

  /** Writes a finite number as a 64-bit float; the AT Protocol's data model has none. */
  writeFloat(value: number): void {
    if (!Number.isFinite(value)) this.fail('bad-integer', `not a finite number: ${value}`)
    const bytes = this.output.reserve(9)
    bytes[this.output.pos] = 0xfb
    new DataView(bytes.buffer).setFloat64(this.output.pos + 1, value)
    this.output.pos += 9
  }

  /** Fails because a value is not of the type that its lexicon says, nor of the one declared. */
  private failType(expected: string, value: unknown): never {
    return this.fail('wrong-type', `expected ${expected}, found ${describeValue(value)}`)
  }

  private writeByte(byte: number): void {
    const bytes = this.output.reserve(1)
    bytes[this.output.pos++] = byte
  }

  private writeHead(major: number, argument: number): void {
    const bytes = this.output.reserve(9)
    let at = this.output.pos
    if (argument < 24) {
      bytes[at++] = major + argument
    } else if (argument < 0x100) {
      bytes[at++] = major + 24
      bytes[at++] = argument
    } else if (argument < 0x10000) {
      bytes[at++] = major + 25
      bytes[at++] = argument >> 8
      bytes[at++] = argument & 0xff
    } else {
      const high = Math.floor(argument / 0x1_0000_0000)
      bytes[at++] = high === 0 ? major + 26 : major + 27
      if (high !== 0) at = writeUint32(bytes, at, high)
      at = writeUint32(bytes, at, argument >>> 0)
    }
    this.output.pos = at
  }

  /**
   * Fails at the value that is being written, or was last.
   *
   * @throws EncodeError
   */
  fail(code: EncodeErrorCode, detail: string, cause?: unknown): never {
    const { bytes, start, pos } = this.output
    throw new EncodeError(
      code,
      detail,
      cborPathAt(bytes.subarray(start, pos), this.root, pos - start),
      cause,
    )
  }
}

function headSize(length: number): number {
  return length < 24 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5
}

function writeUint32(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value >>> 24
  bytes[at + 1] = (value >>> 16) & 0xff
  bytes[at + 2] = (value >>> 8) & 0xff
  bytes[at + 3] = value & 0xff
  return at + 4
}
