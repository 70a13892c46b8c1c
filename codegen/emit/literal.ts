/**
 * A string as a TypeScript literal in single quotes. What cannot be seen is escaped, and so is the
 * backslash: the printer takes a quote after one for an escaped quote, whatever stands before.
 */
export function stringLiteral(text: string): string {
  const escaped = text
    .replaceAll(/[\\\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeSequences)
    .replaceAll("'", "\\'")
  return `'${escaped}'`
}

function escapeSequences(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** A lexicon value as a TypeScript literal. */
export function literal(value: boolean | number | string): string {
  return typeof value === 'string' ? stringLiteral(value) : String(value)
}

/** An array of literals. */
export function arrayLiteral(values: readonly (number | string)[]): string {
  return `[${values.map(literal).join(', ')}]`
}

/** A property name in a line comment. */
export function nameComment(name: string): string {
  return /^[\w$.-]+$/.test(name) ? name : stringLiteral(name)
}
