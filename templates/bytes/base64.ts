import { allocateAlone } from './allocate.js'
import { digitTable } from './digit-table.js'
import { bufferMethods } from './platform-buffer.js'
import { decodeAscii, encodeUtf8 } from './utf8.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NO_DIGIT = 255

const digits = /* @__PURE__ */ digitTable(ALPHABET)
const letters = /* @__PURE__ */ encodeUtf8(ALPHABET)

/** The number of base64 characters, without padding, for so many bytes. */
export function base64Length(byteLength: number): number {
  return Math.ceil((byteLength * 4) / 3)
}

/**
 * Writes `bytes` in base64 without padding (RFC 4648 section 4), as the data model's `$bytes` wants
 * it, and returns the number of characters. `into` must have the room.
 */
export function writeBase64(bytes: Uint8Array, into: Uint8Array, at: number): number {
  const length = base64Length(bytes.length)
  if (bufferMethods !== undefined && bytes.length > 24) {
    const text = bufferMethods.base64Slice.call(bytes, 0, bytes.length)
    return bufferMethods.latin1Write.call(into, text, at, length)
  }
  let out = at
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0
    const b = bytes[i + 1] ?? 0
    const c = bytes[i + 2] ?? 0
    into[out++] = letters[a >> 2] ?? 0
    into[out++] = letters[((a & 3) << 4) | (b >> 4)] ?? 0
    if (i + 1 < bytes.length) into[out++] = letters[((b & 15) << 2) | (c >> 6)] ?? 0
    if (i + 2 < bytes.length) into[out++] = letters[c & 63] ?? 0
  }
  return length
}

/**
 * Decodes the base64 text that stands in `source[start, end)`, with or without its padding. Returns
 * `undefined` for anything that RFC 4648 section 4 does not allow: other characters, white space, a
 * length that cannot be, padding of the wrong size.
 * Bits after the last byte are dropped, as the protocol's interoperability fixtures want it.
 */
export function decodeBase64(
  source: Uint8Array,
  start: number,
  end: number,
): Uint8Array<ArrayBuffer> | undefined {
  let stop = end
  if (stop > start && source[stop - 1] === 0x3d) stop--
  if (stop > start && source[stop - 1] === 0x3d) stop--
  const length = stop - start
  const tail = length & 3
  if (tail === 1) return undefined
  if (stop !== end && ((length + (end - stop)) & 3) !== 0) return undefined
  const size = (length * 3) >> 2
  return bufferMethods !== undefined && length > 64
    ? decodeNatively(source, start, stop, size)
    : decodeHere(source, start, stop, size)
}

function decodeHere(
  source: Uint8Array,
  start: number,
  stop: number,
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(size)
  let out = 0
  let bits = 0
  let held = 0
  for (let i = start; i < stop; i++) {
    const digit = digits[source[i] ?? 0] ?? NO_DIGIT
    if (digit === NO_DIGIT) return undefined
    bits = ((bits & 0xff) << 6) | digit
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[out++] = (bits >> held) & 0xff
    }
  }
  return bytes
}

function decodeNatively(
  source: Uint8Array,
  start: number,
  stop: number,
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (bufferMethods === undefined) return undefined
  const text = decodeAscii(source, start, stop)
  // The platform stops at characters that it does not know, which the count shows, and takes the
  // URL alphabet too, which it does not.
  if (text.includes('-') || text.includes('_')) return undefined
  const bytes = allocateAlone(size)
  const written = bufferMethods.base64Write.call(bytes, text, 0, size)
  if (written !== size) return undefined
  for (let i = Math.max(start, stop - 4); i < stop; i++) {
    if (digits[source[i] ?? 0] === NO_DIGIT) return undefined
  }
  return bytes
}
