import { asciiTable, digits, letters } from './ascii-table.js'

const lowerA = 0x61
const lowerZ = 0x7a
const colon = 0x3a
const percent = 0x25
const allowed = asciiTable(`${letters}${digits}._:%-`)

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
  if (end - start > maximumLength || !text.startsWith('did:', start)) return false
  let i = start + 4
  while (i < end && isLower(text.charCodeAt(i))) i++
  if (i === start + 4 || i >= end || text.charCodeAt(i) !== colon) return false
  // Where nothing follows the method, this is its colon.
  const last = text.charCodeAt(end - 1)
  if (last === colon || last === percent) return false
  for (i++; i < end; i++) {
    if (allowed[text.charCodeAt(i)] !== 1) return false
  }
  return true
}

function isLower(code: number): boolean {
  return code >= lowerA && code <= lowerZ
}
