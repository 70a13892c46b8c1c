/**
 * What moves a cursor, changes colours, hides, or turns the direction of the text around it. Joiners
 * (U+200C, U+200D) do none of that, and emoji and some scripts are made with them.
 */
const unprintable = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A text with every character escaped, as in JSON, that would do something to a terminal other than
 * show. In JSON text without line breaks of its own the result is JSON of the same value.
 */
export function escapeUnprintable(text: string): string {
  return text.replaceAll(unprintable, escapeUnits)
}

function escapeUnits(character: string): string {
  let escaped = ''
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return escaped
}

/** So much of a text that came off the wire is shown in a message to people, in UTF-16 units. */
const longestShown = 300

/** A text that came off the wire, in one line that is fit for a terminal. */
export function printable(text: string, longest = longestShown): string {
  return escapeUnprintable(shorten(text, longest))
}

/** The start of a text and an ellipsis, where it is longer than this. */
export function shorten(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
