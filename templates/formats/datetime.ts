import { startsWith } from '../bytes/starts-with.js'
import { encodeUtf8 } from '../bytes/utf8.js'
import { toAscii } from './ascii-scratch.js'

const hyphen = 0x2d
const plus = 0x2b
const dot = 0x2e
const colon = 0x3a
const upperT = 0x54
const upperZ = 0x5a
const zero = 0x30

/** `YYYY-MM-DDThh:mm:ssZ`. */
const minimumLength = 20
/** In characters, all of them ASCII. */
const maximumLength = 64
const fractionStart = 19
const zoneLength = '+hh:mm'.length
const minutesPerDay = 24 * 60
const firstDay = /* @__PURE__ */ encodeUtf8('0000-01-01')
const lastDay = /* @__PURE__ */ encodeUtf8('9999-12-31')
/** What {@link twoDigits} answers for anything else. */
const noNumber = 100

/**
 * Whether a text is a datetime: what RFC 3339 and ISO 8601 have in common, with an upper-case `T`,
 * seconds, any number of fractional digits and a timezone, `Z` or `±hh:mm` other than `-00:00`; at
 * most 64 characters. In UTC it lies within the years 0000 to 9999.
 *
 * Days run from 01 to 31 in every month, as the network's own validators have it; there are no leap
 * seconds.
 */
export function isDatetime(text: string): boolean {
  const { length } = text
  const ascii = length <= maximumLength ? toAscii(text, 0, length) : undefined
  return ascii !== undefined && isDatetimeAscii(ascii, 0, length)
}

/** {@link isDatetime} for the characters in `bytes[start, end)`. */
export function isDatetimeAscii(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length < minimumLength || length > maximumLength) return false
  if (twoDigits(bytes, start) === noNumber || twoDigits(bytes, start + 2) === noNumber) return false
  const month = twoDigits(bytes, start + 5)
  if (bytes[start + 4] !== hyphen || month < 1 || month > 12) return false
  const day = twoDigits(bytes, start + 8)
  if (bytes[start + 7] !== hyphen || day < 1 || day > 31) return false
  if (bytes[start + 10] !== upperT || twoDigits(bytes, start + 11) > 23) return false
  if (bytes[start + 13] !== colon || twoDigits(bytes, start + 14) > 59) return false
  if (bytes[start + 16] !== colon || twoDigits(bytes, start + 17) > 59) return false

  let zone = start + fractionStart
  if (bytes[zone] === dot) {
    zone++
    while (zone < end && isDigit(bytes[zone] ?? 0)) zone++
    if (zone === start + fractionStart + 1) return false
  }
  if (zone === end - 1) return bytes[zone] === upperZ
  return zone === end - zoneLength && isZoneAt(bytes, start, zone)
}

/** Whether `±hh:mm` stands there, fits, and leaves the datetime before it within the years in UTC. */
function isZoneAt(bytes: Uint8Array, start: number, at: number): boolean {
  const sign = bytes[at]
  const hours = twoDigits(bytes, at + 1)
  const minutes = twoDigits(bytes, at + 4)
  if (hours > 23 || bytes[at + 3] !== colon || minutes > 59) return false
  const offset = hours * 60 + minutes
  const local = twoDigits(bytes, start + 11) * 60 + twoDigits(bytes, start + 14)
  if (sign === plus) return local >= offset || !startsWith(bytes, start, firstDay)
  if (sign !== hyphen || offset === 0) return false
  return local + offset < minutesPerDay || !startsWith(bytes, start, lastDay)
}

/** The number that two digits write, or {@link noNumber}. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) ^ zero
  const units = (bytes[at + 1] ?? 0) ^ zero
  return tens <= 9 && units <= 9 ? tens * 10 + units : noNumber
}

function isDigit(code: number): boolean {
  return (code ^ zero) <= 9
}
