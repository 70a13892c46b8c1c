import { escapeUnprintable } from '../../printable.js'
import type { Level } from '../rules/level.js'
import type { RuleId } from '../rules/catalogue.js'
import type { Side } from '../rules/stated-rule.js'
import type { Verdict } from '../verdict.js'
import { tallyOf, type Report } from './report.js'

/** What `lexstream conformance --json` prints, as one line. */
export interface JsonReport {
  /** The address of the server, or the command of the client. */
  readonly target: string
  readonly side: Side
  /** The stream. */
  readonly nsid: string
  readonly levels: readonly Level[]
  /** Whether nothing failed. */
  readonly ok: boolean
  readonly counts: {
    readonly pass: number
    readonly fail: number
    readonly notOffered: number
    readonly notJudged: number
    readonly needsSetup: number
  }
  /** What the run has to say of itself. */
  readonly notes: readonly string[]
  readonly rules: readonly JsonRule[]
}

/** A rule in it. */
export interface JsonRule {
  readonly id: RuleId
  readonly level: Level
  readonly text: string
  readonly reference: string
  readonly verdict: Verdict['kind']
  /** Of one that failed. */
  readonly expected?: string
  readonly came?: string
  /** Of one that is not offered, or not judged. */
  readonly why?: string
  /** Of one that needs setup. */
  readonly what?: string
}

export function toJsonReport(report: Report): JsonReport {
  const { target, side, nsid, levels, notes, judgements } = report
  const tally = tallyOf(report)
  return {
    target,
    side,
    nsid,
    levels,
    ok: tally.fail === 0,
    counts: {
      pass: tally.pass,
      fail: tally.fail,
      notOffered: tally['not-offered'],
      notJudged: tally['not-judged'],
      needsSetup: tally['needs-setup'],
    },
    notes,
    rules: judgements.map(({ rule: { id, level, text, reference }, verdict }) => {
      const { kind, ...details } = verdict
      return { id, level, text, reference, verdict: kind, ...details }
    }),
  }
}

export function jsonReport(report: Report): string {
  return `${escapeUnprintable(JSON.stringify(toJsonReport(report)))}\n`
}
