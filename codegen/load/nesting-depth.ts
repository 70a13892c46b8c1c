import { createScanner } from 'jsonc-parser'

/**
 * How deep objects and arrays may be nested in a lexicon file. Documents of the AT
 * Protocol stay below ten levels; the limit keeps later stages, all of which recurse, off the stack's
 * end.
 */
export const maxNestingDepth = 64

/** The offset of the first brace or bracket that goes deeper than {@link maxNestingDepth}, if any. */
export function findExcessiveNesting(text: string): number | undefined {
  const scanner = createScanner(text, true)
  const awaitedClosers: string[] = []
  do {
    scanner.scan()
    const offset = scanner.getTokenOffset()
    switch (text[offset]) {
      case '{':
        awaitedClosers.push('}')
        break
      case '[':
        awaitedClosers.push(']')
        break
      case awaitedClosers.at(-1):
        // A stray closer of the other kind does not end a level for the parser either.
        awaitedClosers.pop()
        break
    }
    if (awaitedClosers.length > maxNestingDepth) return offset
  } while (scanner.getTokenOffset() < text.length)
  return undefined
}
