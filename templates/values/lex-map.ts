import type { LexMap, LexValue } from './lex-value.js'

/** An object of the data model under construction. */
export type LexMapBuilder = { [key: string]: LexValue }

/**
 * Sets an own property, whatever its name. Assigning to `__proto__` would change the object's
 * prototype instead; refusing it would let one hostile record end every consumer's connection.
 */
export function setOwn(map: LexMapBuilder, key: string, value: LexValue): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    map[key] = value
  }
}

/** The own properties that are not `undefined`. */
export function entriesOf(map: LexMap): (readonly [string, LexValue])[] {
  const entries: (readonly [string, LexValue])[] = []
  for (const key of Object.keys(map)) {
    const value = map[key]
    if (value !== undefined) entries.push([key, value])
  }
  return entries
}

/** Whether a value of the data model is an object, not an array, a byte string or a link. */
export function isArray(value: LexValue): value is readonly LexValue[] {
  return Array.isArray(value)
}
