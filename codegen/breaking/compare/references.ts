import { parseReference } from '../../load/reference.js'

/** A reference in full, so that two spellings of the same one are equal. */
export function fullReference(text: string, nsid: string): string {
  const reference = parseReference(text, nsid)
  return reference === undefined ? text : `${reference.nsid}#${reference.name}`
}

/** The references of a union in full. */
export function fullReferences(refs: readonly string[], nsid: string): ReadonlySet<string> {
  return new Set(refs.map((ref) => fullReference(ref, nsid)))
}
