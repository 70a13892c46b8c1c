import type { LexMap } from './lex-value.js'

declare const unlisted: unique symbol

/** The `$type` of something that the lexicon does not list: no literal type, so that a `switch` on the listed ones narrows. */
export type UnknownType = string & { readonly [unlisted]: true }

/** A member that an open union's lexicon does not list, as it was received. */
export interface UnknownUnionMember extends LexMap {
  readonly $type: UnknownType
}

/** Whether an object says a type at all, and so can be a member of an open union. */
export function isUnknownUnionMember(value: LexMap): value is UnknownUnionMember {
  return typeof value['$type'] === 'string'
}
