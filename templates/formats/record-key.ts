import { asciiTable, digits, letters } from './ascii-table.js'

/** In characters, all of them ASCII. */
const maximumLength = 512
const allowed = /* @__PURE__ */ asciiTable(letters, digits, '._~:-')

/**
 * Whether a text is a record key: 1 to 512 characters of `A-Za-z0-9._~:-`, and neither `.` nor `..`.
 */
export function isRecordKey(text: string): boolean {
  return isRecordKeyWithin(text, 0, text.length)
}

/** {@link isRecordKey} for the part of a text from `start` to `end`, without cutting it out. */
export function isRecordKeyWithin(text: string, start: number, end: number): boolean {
  const length = end - start
  if (length < 1 || length > maximumLength) return false
  for (let i = start; i < end; i++) {
    if (allowed[text.charCodeAt(i)] !== 1) return false
  }
  return length > 2 || !text.startsWith(length === 1 ? '.' : '..', start)
}
