/** A string as a TypeScript literal in single quotes. */
export function stringLiteral(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return `'${escaped}'`
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
