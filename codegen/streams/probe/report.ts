import { count } from '../../count.js'
import { escapeUnprintable, printable } from '../../printable.js'
import { paint, type TerminalStream } from '../../terminal.js'
import { connectionRules } from './connection-rules.js'
import type { Evidence } from './evidence.js'
import { factsOf, type Facts } from './facts.js'
import { requestRules } from './request-rules.js'
import type { Rule, Verdict } from './rule.js'
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
  /** Whether no rule is broken. */
  readonly ok: boolean
}

/** Judges the evidence; where the host was not reached, on that alone. */
export function reportOn(evidence: Evidence): Report {
  const applicable = evidence.visits.current.opened ? rules : rules.slice(0, 1)
  const judgements = applicable.map((rule) => ({ rule, verdict: rule.judge(evidence) }))
  const ok = judgements.every(({ verdict }) => verdict.kind !== 'broken')
  return { evidence, facts: factsOf(evidence), judgements, ok }
}

/** The report as one line of JSON. */
export function jsonReport({ evidence, facts, judgements, ok }: Report): string {
  const { url, nsid } = evidence.address
  const json = {
    url,
    nsid,
    ok,
    facts,
    rules: judgements.map(({ rule: { name, text }, verdict: { kind, ...detail } }) => ({
      name,
      text,
      verdict: kind,
      ...detail,
    })),
  }
  return `${escapeUnprintable(JSON.stringify(json))}\n`
}

/** The report as a table for people, with the rules that are broken below it. */
export function readableReport(report: Report, stream: TerminalStream): string {
  const { evidence, judgements } = report
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
  return `${lines.join('\n')}\n${tally(judgements, stream)}\n`
}

function tally(judgements: readonly Judgement[], stream: TerminalStream): string {
  const tallyOf = (kind: Verdict['kind']) =>
    judgements.filter(({ verdict }) => verdict.kind === kind).length
  const broken = tallyOf('broken')
  const text = `${broken} broken`
  return `${count(judgements.length, 'rule')}: ${tallyOf('kept')} kept, ${tallyOf('not-seen')} with nothing to judge, ${broken === 0 ? text : paint(stream, 'red', text)}`
}

function rowsOf({ facts }: Report): readonly (readonly [string, string])[] {
  if (!facts.reachable) return [['reachable', 'no']]
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
