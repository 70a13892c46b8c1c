import { asciiTable, letters } from './ascii-table.js'
import { lastLabelStart } from './domain-labels.js'

/** In characters, all of them ASCII. */
const maximumLength = 253
const letter = /* @__PURE__ */ asciiTable(letters)

/**
 * Whether a text is a handle: a domain name of two labels or more in at most 253 ASCII characters,
 * the last label starting with a letter. Upper case is accepted; reserved top-level domains are a
 * matter of policy and not looked at.
 */
export function isHandle(text: string): boolean {
  return isHandleWithin(text, 0, text.length)
}

/** {@link isHandle} for the part of a text from `start` to `end`, without cutting it out. */
export function isHandleWithin(text: string, start: number, end: number): boolean {
  if (end - start > maximumLength) return false
  const last = lastLabelStart(text, start, end)
  return last > start && letter[text.charCodeAt(last)] === 1
}
