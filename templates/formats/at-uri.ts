import { isAtIdentifierWithin } from './at-identifier.js'
import { asciiTable, digits, letters } from './ascii-table.js'
import { isNsidWithin } from './nsid.js'
import { isRecordKeyWithin } from './record-key.js'

const authorityStart = 'at://'.length

/** In characters, all of them ASCII. */
const maximumLength = 8192
const inPointer = /* @__PURE__ */ asciiTable(letters, digits, "._~:@!$&')(*+,;=%[]/-")

/**
 * Whether a text is an AT URI as records may hold them:
 * `at://<did or handle>[/<nsid>[/<record key>]][#<JSON pointer>]` in at most 8192 ASCII characters,
 * without a query and without a slash at the end. A fragment starts with `/`, and its percent-encoding
 * is that of valid UTF-8.
 */
export function isAtUri(text: string): boolean {
  if (text.length > maximumLength || !text.startsWith('at://')) return false
  const hash = text.indexOf('#', authorityStart)
  if (hash !== -1 && !isPointerFrom(text, hash + 1)) return false
  const end = hash === -1 ? text.length : hash

  const authorityEnd = slashBefore(text, authorityStart, end)
  if (!isAtIdentifierWithin(text, authorityStart, authorityEnd)) return false
  if (authorityEnd === end) return true

  const collectionEnd = slashBefore(text, authorityEnd + 1, end)
  if (!isNsidWithin(text, authorityEnd + 1, collectionEnd)) return false
  return collectionEnd === end || isRecordKeyWithin(text, collectionEnd + 1, end)
}

/** Where the next slash stands, or `end` where there is none before it. */
function slashBefore(text: string, start: number, end: number): number {
  const at = text.indexOf('/', start)
  return at === -1 || at > end ? end : at
}

function isPointerFrom(text: string, start: number): boolean {
  if (!text.startsWith('/', start)) return false
  for (let i = start + 1; i < text.length; i++) {
    if (inPointer[text.charCodeAt(i)] !== 1) return false
  }
  return !text.includes('%', start) || isPercentEncodedUtf8(text.slice(start))
}

function isPercentEncodedUtf8(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
