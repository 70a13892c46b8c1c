/** The first combining mark: below it every character but the pair CR LF is a grapheme of its own. */
const firstCombining = 0x300
const carriageReturn = 0x0d
const lineFeed = 0x0a

let segmenter: Intl.Segmenter | undefined

/** The length of a text in UTF-8 bytes; a lone surrogate counts as 3, as it is written U+FFFD. */
export function utf8Length(text: string): number {
  return utf8LengthUpTo(text, Number.POSITIVE_INFINITY)
}

/** Whether a text takes at most `maximum` bytes of UTF-8; counts only where its length leaves it open. */
export function atMostUtf8(text: string, maximum: number): boolean {
  const length = text.length
  return length * 3 <= maximum || (length <= maximum && utf8LengthUpTo(text, maximum) <= maximum)
}

/** Whether a text takes at least `minimum` bytes of UTF-8; counts only where its length leaves it open. */
export function atLeastUtf8(text: string, minimum: number): boolean {
  const length = text.length
  return length >= minimum || (length * 3 >= minimum && utf8LengthUpTo(text, minimum) >= minimum)
}

/** The length of a text in grapheme clusters (Unicode UAX 29, extended). */
export function graphemeCount(text: string): number {
  return graphemesUpTo(text, Number.POSITIVE_INFINITY)
}

/**
 * Whether a text has at most `maximum` graphemes; counts only where its length leaves it open, and no
 * further than needed.
 */
export function atMostGraphemes(text: string, maximum: number): boolean {
  return text.length <= maximum || graphemesUpTo(text, maximum) <= maximum
}

/**
 * Whether a text has at least `minimum` graphemes; counts only where its length leaves it open, and
 * no further than needed.
 */
export function atLeastGraphemes(text: string, minimum: number): boolean {
  if (text.length < minimum) return false
  return minimum <= 1 || graphemesUpTo(text, minimum - 1) >= minimum
}

/** Counts bytes; stops early, with some number above `limit`, where there are more. */
function utf8LengthUpTo(text: string, limit: number): number {
  let bytes = text.length
  for (let i = 0; i < text.length && bytes <= limit; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) continue
    if (code < 0x800) {
      bytes++
      continue
    }
    // Two units of a surrogate pair make 4 bytes, any other unit makes 3.
    bytes += 2
    if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text, i + 1)) i++
  }
  return bytes
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}

/** Counts graphemes; stops early, with some number above `limit`, where there are more. */
function graphemesUpTo(text: string, limit: number): number {
  let graphemes = 0
  for (let i = 0; i < text.length && graphemes <= limit; i++) {
    const code = text.charCodeAt(i)
    if (code >= firstCombining) return segmentsUpTo(text, limit)
    if (code !== lineFeed || i === 0 || text.charCodeAt(i - 1) !== carriageReturn) graphemes++
  }
  return graphemes
}

function segmentsUpTo(text: string, limit: number): number {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  let graphemes = 0
  for (const _ of segmenter.segment(text)) {
    graphemes++
    if (graphemes > limit) break
  }
  return graphemes
}
