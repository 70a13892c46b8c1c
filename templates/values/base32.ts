import { digitTable } from '../bytes/digit-table.js'
import { decodeAscii, encodeUtf8 } from '../bytes/utf8.js'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const NO_DIGIT = 255

const digits = /* @__PURE__ */ digitTable(ALPHABET)
const letters = /* @__PURE__ */ encodeUtf8(ALPHABET)

/** The number of base32 characters for so many bytes. */
export function base32Length(byteLength: number): number {
  return Math.ceil((byteLength * 8) / 5)
}

/**
 * Writes `bytes[start, end)` in lower-case base32 without padding (RFC 4648 section 6), the form
 * that CID strings take, and returns the offset after it. `into` must have the room.
 */
export function writeBase32(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let out = at
  let i = start
  // Five bytes make eight characters, in two halves of twenty bits.
  for (; i + 5 <= end; i += 5) {
    const middle = bytes[i + 2] ?? 0
    const high = ((bytes[i] ?? 0) << 12) | ((bytes[i + 1] ?? 0) << 4) | (middle >> 4)
    const low = ((middle & 15) << 16) | ((bytes[i + 3] ?? 0) << 8) | (bytes[i + 4] ?? 0)
    into[out] = letters[high >> 15] ?? 0
    into[out + 1] = letters[(high >> 10) & 31] ?? 0
    into[out + 2] = letters[(high >> 5) & 31] ?? 0
    into[out + 3] = letters[high & 31] ?? 0
    into[out + 4] = letters[low >> 15] ?? 0
    into[out + 5] = letters[(low >> 10) & 31] ?? 0
    into[out + 6] = letters[(low >> 5) & 31] ?? 0
    into[out + 7] = letters[low & 31] ?? 0
    out += 8
  }
  let bits = 0
  let held = 0
  for (; i < end; i++) {
    bits = ((bits & 0xff) << 8) | (bytes[i] ?? 0)
    held += 8
    while (held >= 5) {
      held -= 5
      into[out++] = letters[(bits >> held) & 31] ?? 0
    }
  }
  if (held > 0) into[out++] = letters[(bits << (5 - held)) & 31] ?? 0
  return out
}

const scratch = /* @__PURE__ */ new Uint8Array(256)

/** `bytes`, at most 160 of them, as base32 text. */
export function encodeBase32(bytes: Uint8Array): string {
  return decodeAscii(scratch, 0, writeBase32(bytes, 0, bytes.length, scratch, 0))
}

/** The bytes of the text in `source[start, end)`, or `undefined` where it is not canonical base32. */
export function decodeBase32(
  source: Uint8Array,
  start: number,
  end: number,
): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(((end - start) * 5) >> 3)
  let out = 0
  let bits = 0
  let held = 0
  for (let i = start; i < end; i++) {
    const digit = digits[source[i] ?? 0] ?? NO_DIGIT
    if (digit === NO_DIGIT) return undefined
    bits = ((bits & 0xff) << 5) | digit
    held += 5
    if (held >= 8) {
      held -= 8
      bytes[out++] = (bits >> held) & 0xff
    }
  }
  if (held >= 5 || (bits & ((1 << held) - 1)) !== 0) return undefined
  return bytes
}
