import type { Evidence } from './evidence.js'

/** What came of holding a rule against the evidence. */
export type Verdict =
  | { readonly kind: 'kept' }
  /** There was nothing to judge it on. */
  | { readonly kind: 'not-seen'; readonly why: string }
  | { readonly kind: 'broken'; readonly expected: string; readonly came: string }

/** A rule of the specification. */
export interface Rule {
  /** Stable: scripts may look for it. */
  readonly name: string
  /** What the specification says. */
  readonly text: string
  readonly judge: (evidence: Evidence) => Verdict
}

export const kept: Verdict = { kind: 'kept' }

export function notSeen(why: string): Verdict {
  return { kind: 'not-seen', why }
}

export function broken(expected: string, came: string): Verdict {
  return { kind: 'broken', expected, came }
}
