import { ruleOf, type ServerRuleId } from '../../conformance/rules/catalogue.js'
import type { Evidence } from './evidence.js'

/** What came of holding a rule against the evidence. */
export type Verdict =
  | { readonly kind: 'kept' }
  /** There was nothing to judge it on. */
  | { readonly kind: 'not-seen'; readonly why: string }
  /** The host does not have what the rule is about. */
  | { readonly kind: 'not-offered'; readonly why: string }
  | { readonly kind: 'broken'; readonly expected: string; readonly came: string }

/** A rule of the specification. */
export interface Rule {
  /** Stable: scripts may look for it. */
  readonly name: ServerRuleId
  /** What the specification says. */
  readonly text: string
  readonly judge: (evidence: Evidence) => Verdict
}

/** A rule's name and text, as the catalogue has them. */
export function stated(name: ServerRuleId): Pick<Rule, 'name' | 'text'> {
  return { name, text: ruleOf(name).text }
}

export const kept: Verdict = { kind: 'kept' }

/** There was no such thing to ask for, or the host had been asked too often before. */
export const unasked: Verdict = { kind: 'not-seen', why: 'nothing was asked' }

export function notSeen(why: string): Verdict {
  return { kind: 'not-seen', why }
}

export function notOffered(why: string): Verdict {
  return { kind: 'not-offered', why }
}

export function broken(expected: string, came: string): Verdict {
  return { kind: 'broken', expected, came }
}
