import type { JsonPath } from '../load/json-path.js'
import type { EvolutionRule } from './rule.js'

/**
 * Which way data goes: an input from clients to servers, an output from servers to clients. What both
 * write and both read, as records and messages that are kept, has no flow.
 */
export type Flow = 'input' | 'output'

/** A change that breaks a rule. */
export interface Change {
  readonly rule: EvolutionRule
  /** Where, below `defs` of the document: in the new one, or where it stood in the old one. */
  readonly path: JsonPath
  readonly message: string
  /** Absent where data goes both ways. */
  readonly flow?: Flow
}

/** Something that two versions of a document have in the same place. */
export interface Versions<T> {
  readonly before: T
  readonly after: T
  readonly path: JsonPath
  /** The NSID of the document, which local references belong to. */
  readonly nsid: string
}
