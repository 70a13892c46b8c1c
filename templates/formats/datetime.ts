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
  const length = text.length
  if (length < minimumLength || length > maximumLength) return false
  if (twoDigits(text, 0) === noNumber || twoDigits(text, 2) === noNumber) return false
  const month = twoDigits(text, 5)
  if (text.charCodeAt(4) !== hyphen || month < 1 || month > 12) return false
  const day = twoDigits(text, 8)
  if (text.charCodeAt(7) !== hyphen || day < 1 || day > 31) return false
  if (text.charCodeAt(10) !== upperT || twoDigits(text, 11) > 23) return false
  if (text.charCodeAt(13) !== colon || twoDigits(text, 14) > 59) return false
  if (text.charCodeAt(16) !== colon || twoDigits(text, 17) > 59) return false

  let zone = fractionStart
  if (text.charCodeAt(zone) === dot) {
    zone++
    while (zone < length && isDigit(text.charCodeAt(zone))) zone++
    if (zone === fractionStart + 1) return false
  }
  if (zone === length - 1) return text.charCodeAt(zone) === upperZ
  return zone === length - zoneLength && isZoneAt(text, zone)
}

/** Whether `±hh:mm` stands there, fits, and leaves the datetime before it within the years in UTC. */
function isZoneAt(text: string, at: number): boolean {
  const sign = text.charCodeAt(at)
  const hours = twoDigits(text, at + 1)
  const minutes = twoDigits(text, at + 4)
  if (hours > 23 || text.charCodeAt(at + 3) !== colon || minutes > 59) return false
  const offset = hours * 60 + minutes
  const local = twoDigits(text, 11) * 60 + twoDigits(text, 14)
  if (sign === plus) return local >= offset || !text.startsWith('0000-01-01')
  if (sign !== hyphen || offset === 0) return false
  return local + offset < minutesPerDay || !text.startsWith('9999-12-31')
}

/** The number that two digits write, or {@link noNumber}. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) ^ zero
  const units = text.charCodeAt(at + 1) ^ zero
  return tens <= 9 && units <= 9 ? tens * 10 + units : noNumber
}

function isDigit(code: number): boolean {
  return (code ^ zero) <= 9
}
