import { toAscii } from './ascii-scratch.js'

const LENGTH = 13
const two = 0x32
const seven = 0x37
const lowerA = 0x61
const lowerJ = 0x6a
const lowerZ = 0x7a

/**
 * Whether a text is a TID: 13 characters of `234567abcdefghijklmnopqrstuvwxyz`, the first one at most
 * `j`, so that the number fits 63 bits.
 */
export function isTid(text: string): boolean {
  const ascii = text.length === LENGTH ? toAscii(text, 0, LENGTH) : undefined
  return ascii !== undefined && isTidAscii(ascii, 0, LENGTH)
}

/** {@link isTid} for the characters in `bytes[start, end)`. */
export function isTidAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== LENGTH || (bytes[start] ?? 0) > lowerJ) return false
  for (let i = start; i < end; i++) {
    const code = bytes[i] ?? 0
    if (code < two || code > lowerZ || (code > seven && code < lowerA)) return false
  }
  return true
}
