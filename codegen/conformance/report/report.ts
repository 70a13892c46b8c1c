import type { ConformanceRule } from '../rules/catalogue.js'
import { levels, type Level } from '../rules/level.js'
import type { Side } from '../rules/stated-rule.js'
import type { Verdict } from '../verdict.js'

/** A rule, and what came of it. */
export interface Judgement {
  readonly rule: ConformanceRule
  readonly verdict: Verdict
}

/** What a run of the suite has found out. */
export interface Report {
  /** The address of the server, or the command of the client. */
  readonly target: string
  readonly side: Side
  readonly nsid: string
  readonly levels: readonly Level[]
  readonly judgements: readonly Judgement[]
  /** What the run has to say of itself, such as why a server could not be prepared. */
  readonly notes: readonly string[]
  readonly seconds: number
}

/** The judgements by their levels, in the order of these; that of being reached may be of one not asked for. */
export function byLevel({
  judgements,
}: Report): readonly (readonly [level: Level, judgements: readonly Judgement[]])[] {
  return levels
    .map((level) => [level, judgements.filter(({ rule }) => rule.level === level)] as const)
    .filter(([, ofLevel]) => ofLevel.length > 0)
}

/** How many rules came to which end. */
export type Tally = Readonly<Record<Verdict['kind'], number>>

export function tallyOf({ judgements }: Report): Tally {
  const count = (kind: Verdict['kind']) =>
    judgements.filter(({ verdict }) => verdict.kind === kind).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    'not-offered': count('not-offered'),
    'not-judged': count('not-judged'),
    'needs-setup': count('needs-setup'),
  }
}

/** What was expected and what came, or why there is nothing to say, in a line each. */
export function detailsOf(verdict: Verdict): readonly (readonly [label: string, text: string])[] {
  switch (verdict.kind) {
    case 'pass':
      return []
    case 'fail':
      return [
        ['expected', verdict.expected],
        ['came', verdict.came],
      ]
    case 'not-offered':
    case 'not-judged':
      return [['because', verdict.why]]
    case 'needs-setup':
      return [['needs', verdict.what]]
  }
}
