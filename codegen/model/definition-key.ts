import type { Reference } from './model.js'

/** One string for a definition of a document, by its type's name. */
export function definitionKey({ nsid, name }: Pick<Reference, 'nsid' | 'name'>): string {
  return `${nsid}#${name}`
}
