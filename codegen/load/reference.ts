import { isNsid } from './nsid.js'

/** The definition that a `ref`, or a member of a union's `refs`, names. */
export interface Reference {
  readonly nsid: string
  /** The definition's name; `main` where the reference has no fragment. */
  readonly name: string
}

/**
 * Reads a reference: `#name` in the same document, `<nsid>` for another document's main definition,
 * `<nsid>#name` for any other. The prefix `lex:`, with which `@atproto/api` exports its documents, is
 * dropped.
 *
 * @param base the NSID of the document in which the reference stands
 * @returns `undefined` where the text is not a reference
 */
export function parseReference(text: string, base: string): Reference | undefined {
  const parts = (text.startsWith('lex:') ? text.slice('lex:'.length) : text).split('#')
  const [nsid = '', name] = parts
  if (parts.length > 2 || name === '') return undefined
  if (nsid === '') return name === undefined ? undefined : { nsid: base, name }
  return isNsid(nsid) ? { nsid, name: name ?? 'main' } : undefined
}
