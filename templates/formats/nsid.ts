import { asciiTable, letters } from './ascii-table.js'
import { lastLabelStart } from './domain-labels.js'

/** In characters, all of them ASCII: a domain name, a dot and a name. */
const maximumLength = 253 + 1 + 63
const letter = /* @__PURE__ */ asciiTable(letters)

/**
 * Whether a text is an NSID: a domain name in reverse, of two labels or more and not starting with a
 * digit, then a name of 1 to 63 letters and digits that starts with a letter; at most 317 ASCII
 * characters.
 */
export function isNsid(text: string): boolean {
  return isNsidWithin(text, 0, text.length)
}

/** {@link isNsid} for the part of a text from `start` to `end`, without cutting it out. */
export function isNsidWithin(text: string, start: number, end: number): boolean {
  if (end - start > maximumLength) return false
  const name = lastLabelStart(text, start, end)
  // The first dot must not be the one before the name.
  if (name <= start || text.indexOf('.', start) === name - 1) return false
  if (!startsWithLetter(text, start) || !startsWithLetter(text, name)) return false
  const hyphen = text.indexOf('-', name)
  return hyphen === -1 || hyphen >= end
}

function startsWithLetter(text: string, at: number): boolean {
  return letter[text.charCodeAt(at)] === 1
}
