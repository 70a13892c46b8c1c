import type { JsonPath } from '../load/json-path.js'
import type { EvolutionRule } from './rule.js'

/** A change that breaks a rule. */
export interface Change {
  readonly rule: EvolutionRule
  /** Where, below `defs` of the document: in the new one, or where it stood in the old one. */
  readonly path: JsonPath
  readonly message: string
}

/** Something that two versions of a document have in the same place. */
export interface Versions<T> {
  readonly before: T
  readonly after: T
  readonly path: JsonPath
  /** The NSID of the document, which local references belong to. */
  readonly nsid: string
}
