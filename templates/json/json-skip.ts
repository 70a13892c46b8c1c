import { indexOfByte } from '../bytes/index-of-byte.js'

/** What the skips return where the value does not end within the bytes. */
export const TRUNCATED = -1

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The offset of the closing quote of the string whose first character is at `at`. */
export function findQuote(bytes: Uint8Array, at: number): number {
  let quote = indexOfByte(bytes, QUOTE, at)
  while (quote > at && bytes[quote - 1] === BACKSLASH) {
    let first = quote - 1
    while (first > at && bytes[first - 1] === BACKSLASH) first--
    if ((quote - first) % 2 === 0) return quote
    quote = indexOfByte(bytes, QUOTE, quote + 1)
  }
  return quote
}

/** The offset of the next byte that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let pos = at
  for (;;) {
    const byte = bytes[pos]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return pos
    pos++
  }
}

/**
 * The offset after the value that starts at `at` (no white space before it), found by its strings
 * and brackets alone: enough to step over what nobody asked for. {@link TRUNCATED} where it does
 * not end.
 */
export function skipJson(bytes: Uint8Array, at: number): number {
  let pos = at
  let depth = 0
  for (;;) {
    const byte = bytes[pos]
    if (byte === undefined) return depth === 0 && pos > at ? pos : TRUNCATED
    if (byte === QUOTE) {
      const quote = findQuote(bytes, pos + 1)
      if (quote === -1) return TRUNCATED
      pos = quote + 1
      if (depth === 0) return pos
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++
      pos++
    } else if (byte === 0x7d || byte === 0x5d) {
      // The bracket of whatever the value stands in, after a number or a name.
      if (depth === 0) return pos > at ? pos : TRUNCATED
      depth--
      pos++
      if (depth === 0) return pos
    } else if (depth === 0 && (byte === 0x2c || byte === 0x3a || byte <= 0x20)) {
      return pos > at ? pos : TRUNCATED
    } else {
      pos++
    }
  }
}
