import type { LexMap } from './lex-value.js'

// An enum, since of all subtypes of `string` only its members compare unequal to every literal: a
// `switch` on the listed types then leaves this one out. No such value exists at run time.
declare enum Unlisted {
  type = '',
}

/** The `$type` of something that the lexicon does not list: a string, but never one that is listed. */
export type UnknownType = Unlisted

/** A member that an open union's lexicon does not list, as it was received. */
export interface UnknownUnionMember extends LexMap {
  readonly $type: UnknownType
}

/** Whether an object says a type at all, and so can be a member of an open union. */
export function isUnknownUnionMember(value: LexMap): value is UnknownUnionMember {
  return typeof value['$type'] === 'string' && value['$type'] !== ''
}
