import { count } from '../../count.js'
import { escapeUnprintable, printable } from '../../printable.js'
import { paint, type TerminalStream } from '../../terminal.js'
import { connectionRules } from './connection-rules.js'
import { isCutShort, type Evidence } from './evidence.js'
import { factsOf, type Facts } from './facts.js'
import { hostLimits } from './limits.js'
import { notProbed, type NotProbed } from './not-probed.js'
import { requestRules } from './request-rules.js'
import { notSeen, unasked, type Rule, type Verdict } from './rule.js'
import { sequenceRules } from './sequence-rules.js'

/** All rules, in the order in which they are reported. */
export const rules: readonly Rule[] = [...connectionRules, ...sequenceRules, ...requestRules]

/** A rule, and what came of it. */
export interface Judgement {
  readonly rule: Rule
  readonly verdict: Verdict
}

/** What a probe has found out. */
export interface Report {
  readonly evidence: Evidence
  readonly facts: Facts
  readonly judgements: readonly Judgement[]
  /** Why there is no result, or not all of it; absent where there is. */
  readonly notProbed: NotProbed | undefined
  /** Whether no rule is broken, and all could be asked. */
  readonly ok: boolean
}

/**
 * Judges the evidence; where the host was not reached, on that alone, and not at all where that breaks
 * no rule.
 */
export function reportOn(evidence: Evidence): Report {
  const reason = notProbed(evidence)
  const judgements = applicable(evidence, reason).map((rule) => ({
    rule,
    verdict: judgeOn(rule, evidence),
  }))
  const ok = reason === undefined && judgements.every(({ verdict }) => verdict.kind !== 'broken')
  return { evidence, facts: factsOf(evidence), judgements, notProbed: reason, ok }
}

/** Holds a rule against the evidence; what the host was not asked, for its limits, is no fault of it. */
export function judgeOn(rule: Rule, evidence: Evidence): Verdict {
  const verdict = rule.judge(evidence)
  const { limited, withoutCursor } = evidence
  if (limited === undefined || verdict.kind === 'kept' || verdict.kind === 'broken') return verdict
  // The lexicon says so, whatever the host does.
  if (verdict.kind === 'not-offered' && verdict.why === withoutCursor) return verdict
  return verdict === unasked || isCutShort(evidence) ? notSeen(hostLimits) : verdict
}

function applicable(evidence: Evidence, reason: NotProbed | undefined): readonly Rule[] {
  if (evidence.visits.current.opened) return rules
  return reason === undefined ? rules.slice(0, 1) : []
}

/** An address to go to is shown whole, within reason. */
const longestAdvice = 2000

/** The report as one line of JSON. */
export function jsonReport({ evidence, facts, judgements, notProbed: reason, ok }: Report): string {
  const { url, nsid } = evidence.address
  const json = {
    url,
    nsid,
    ok,
    facts,
    ...(reason === undefined ? {} : { refusal: refusalOf(reason) }),
    rules: judgements.map(({ rule: { name, text }, verdict: { kind, ...detail } }) => ({
      name,
      text,
      verdict: kind,
      ...detail,
    })),
  }
  return `${escapeUnprintable(JSON.stringify(json))}\n`
}

function refusalOf({ kind, during, answer, refusal, advice }: NotProbed) {
  const { status, error, message, retryAfterMs, location } = refusal ?? {}
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000)
  const told = { status, error, message, retryAfterSeconds, location }
  return { kind, during, answer, ...told, advice }
}

/** The report as a table for people, with the rules that are broken below it. */
export function readableReport(report: Report, stream: TerminalStream): string {
  const { evidence, judgements, notProbed: reason } = report
  const rows = rowsOf(report)
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = [
    paint(stream, 'bold', printable(evidence.address.url)),
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${printable(text)}`),
  ]
  for (const { rule, verdict } of judgements) {
    if (verdict.kind !== 'broken') continue
    lines.push(
      `${paint(stream, 'red', 'broken:')} ${paint(stream, 'bold', rule.name)}: ${rule.text}`,
      `  expected  ${printable(verdict.expected)}`,
      `  came      ${printable(verdict.came)}`,
    )
  }
  if (reason !== undefined) lines.push(reasonLine(reason, stream))
  if (judgements.length > 0) lines.push(tally(judgements, stream))
  return `${lines.join('\n')}\n`
}

function reasonLine({ during, answer, advice }: NotProbed, stream: TerminalStream): string {
  if (during === undefined) {
    return `${paint(stream, 'red', 'not probed:')} ${printable(advice, longestAdvice)}`
  }
  const label = paint(stream, 'red', 'not probed to the end:')
  return `${label} ${printable(`${answer} (${during}): ${advice}`, longestAdvice)}`
}

function tally(judgements: readonly Judgement[], stream: TerminalStream): string {
  const tallyOf = (kind: Verdict['kind']) =>
    judgements.filter(({ verdict }) => verdict.kind === kind).length
  const broken = tallyOf('broken')
  const unjudged = tallyOf('not-seen') + tallyOf('not-offered')
  const text = `${broken} broken`
  return `${count(judgements.length, 'rule')}: ${tallyOf('kept')} kept, ${unjudged} with nothing to judge, ${broken === 0 ? text : paint(stream, 'red', text)}`
}

function rowsOf({ facts, notProbed: reason }: Report): readonly (readonly [string, string])[] {
  if (!facts.reachable) {
    return [
      ['reachable', 'no'],
      ...(facts.served === false ? [['served', 'no'] as const] : []),
      ...(reason === undefined ? [] : [['answer', reason.answer] as const]),
    ]
  }
  const { lowestSeq, highestSeq, shardCount } = facts
  const range = `${lowestSeq ?? 'unknown'} to ${highestSeq ?? 'unknown'}`
  return [
    ['reachable', 'yes'],
    ['default', facts.defaultSubprotocol],
    ['negotiates', facts.subprotocols.join(', ') || 'nothing'],
    ['#cursor', facts.cursor ? 'yes' : 'no'],
    ['live flag', facts.live === undefined ? 'no' : `yes, says ${facts.live}`],
    ['seq scheme', facts.seqScheme ?? 'not told'],
    ['sequenceId', facts.sequenceId ?? 'not told'],
    ['window', range],
    ['shards', shardCount === undefined ? 'no' : `up to ${shardCount}`],
    ['getStatus', facts.getStatus],
    ['plain GET', facts.plainRequest],
    ['future cursor', facts.futureCursor],
    ['old cursor', facts.oldCursor],
    ['malformed cursor', facts.malformedCursor],
  ]
}
