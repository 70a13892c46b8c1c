import { isJsonObject } from '../../load/json-value.js'

/**
 * A document with its references as people write them: `#name` within the document, `nsid#name`
 * across documents. Packages publish documents with all of them absolute, after the scheme `lex:`.
 */
export function withShortReferences(document: unknown): unknown {
  const own = isJsonObject(document) && typeof document['id'] === 'string' ? document['id'] : ''
  const shorten = (reference: string): string => {
    const bare = reference.replace(/^lex:/, '')
    return bare.startsWith(`${own}#`) ? bare.slice(own.length) : bare
  }
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return name === 'ref' || name === 'refs' ? shorten(value) : value
    if (Array.isArray(value)) return value.map((item) => walk(item, name))
    if (!isJsonObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, walk(member, key)]),
    )
  }
  return walk(document, '')
}
