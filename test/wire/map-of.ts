import type { LexMap, LexValue } from '../../templates/values/lex-value.js'

/** An object with these own properties, whatever their names; the last of a name counts. */
export function mapOf(pairs: readonly (readonly [string, LexValue | undefined])[]): LexMap {
  const map = {}
  for (const [name, value] of pairs) {
    Object.defineProperty(map, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return map
}
