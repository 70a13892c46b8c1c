/** What came of holding a server or a client to a rule. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly expected: string; readonly came: string }
  /** It does not have what the rule is about. */
  | { readonly kind: 'not-offered'; readonly why: string }
  /** Nothing came to judge it on, whatever the reason, and nobody could have prepared that. */
  | { readonly kind: 'not-judged'; readonly why: string }
  /** There was nothing to judge it on, and somebody would have to prepare that. */
  | { readonly kind: 'needs-setup'; readonly what: string }

export const pass: Verdict = { kind: 'pass' }

export function fail(expected: string, came: string): Verdict {
  return { kind: 'fail', expected, came }
}

export function notJudged(why: string): Verdict {
  return { kind: 'not-judged', why }
}

export function notOffered(why: string): Verdict {
  return { kind: 'not-offered', why }
}
