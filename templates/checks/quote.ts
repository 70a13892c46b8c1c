/** In UTF-16 code units. */
const longestQuote = 40

/** What moves a cursor, hides, or changes the direction of the text around it. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * A text of unknown origin, fit for an error message: in double quotes, its first 40 characters and
 * an ellipsis where there are more, escaped as in JSON and so that nothing invisible is left.
 */
export function quote(text: string): string {
  const shown = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text
  return JSON.stringify(shown).replaceAll(invisible, escapeUnits)
}

function escapeUnits(character: string): string {
  let escaped = ''
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return escaped
}
