import { toAscii } from './ascii-scratch.js'
import { asciiTable, digits, letters } from './ascii-table.js'

const lowerA = 0x61
const lowerZ = 0x7a
const colon = 0x3a
const percent = 0x25
const allowed = /* @__PURE__ */ asciiTable(letters, digits, '._:%-')

/** In characters, all of them ASCII. */
const maximumLength = 2048

/**
 * Whether a text is a DID as the AT Protocol has them: `did:<method>:<identifier>` in at most 2048
 * ASCII characters, the method in lower-case letters, the identifier of `A-Za-z0-9._:%-` and not
 * ending in `:` or `%`. Neither the method nor what follows a percent sign is looked at further.
 */
export function isDid(text: string): boolean {
  return isDidWithin(text, 0, text.length)
}

/** {@link isDid} for the part of a text from `start` to `end`, without cutting it out. */
export function isDidWithin(text: string, start: number, end: number): boolean {
  const ascii = toAscii(text, start, end)
  return ascii !== undefined && isDidAscii(ascii, 0, end - start)
}

/** {@link isDid} for the characters in `bytes[start, end)`. */
export function isDidAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > maximumLength || !hasScheme(bytes, start)) return false
  let i = start + 4
  while (i < end && isLower(bytes[i] ?? 0)) i++
  if (i === start + 4 || i >= end || bytes[i] !== colon) return false
  // Where nothing follows the method, this is its colon.
  const last = bytes[end - 1]
  if (last === colon || last === percent) return false
  for (i++; i < end; i++) {
    if (allowed[bytes[i] ?? 0] !== 1) return false
  }
  return true
}

function hasScheme(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x64 &&
    bytes[at + 1] === 0x69 &&
    bytes[at + 2] === 0x64 &&
    bytes[at + 3] === colon
  )
}

function isLower(code: number): boolean {
  return code >= lowerA && code <= lowerZ
}
