import { printable } from '../../printable.js'
import { paint, type TerminalStream } from '../../terminal.js'
import type { Verdict } from '../verdict.js'
import { byLevel, detailsOf, tallyOf, type Report } from './report.js'

const marks: Readonly<Record<Verdict['kind'], readonly [string, Parameters<typeof paint>[1]]>> = {
  pass: ['pass', 'green'],
  fail: ['FAIL', 'red'],
  'not-offered': ['not offered', 'dim'],
  'not-judged': ['not judged', 'yellow'],
  'needs-setup': ['needs setup', 'yellow'],
}

/** The report for people: a line for each rule, and below one that failed what it is about. */
export function textReport(report: Report, stream: TerminalStream): string {
  const { judgements, target, nsid, notes } = report
  const width = Math.max(...judgements.map(({ rule }) => rule.id.length))
  const markWidth = Math.max(...Object.values(marks).map(([mark]) => mark.length))
  const lines = [`${paint(stream, 'bold', printable(target))} ${nsid}`]
  for (const [level, ofLevel] of byLevel(report)) {
    lines.push(paint(stream, 'bold', level))
    for (const { rule, verdict } of ofLevel) {
      const [mark, style] = marks[verdict.kind]
      const shown = `${paint(stream, style, mark)}${' '.repeat(markWidth - mark.length)}`
      const details = detailsOf(verdict)
      const inLine = verdict.kind === 'fail' ? undefined : details[0]?.[1]
      const rest = inLine === undefined ? '' : `  ${printable(inLine)}`
      lines.push(
        rest === ''
          ? `  ${shown}  ${rule.id}`
          : `  ${shown}  ${rule.id.padEnd(width)}${paint(stream, 'dim', rest)}`,
      )
      if (verdict.kind !== 'fail') continue
      lines.push(`    ${rule.text} (${rule.reference})`)
      for (const [label, text] of details) lines.push(`    ${label.padEnd(8)}  ${printable(text)}`)
    }
  }
  for (const note of notes) lines.push(`note: ${printable(note)}`)
  const tally = tallyOf(report)
  const failed = `${tally.fail} failed`
  const sum = [
    `${tally.pass} passed`,
    tally.fail === 0 ? failed : paint(stream, 'red', failed),
    `${tally['not-offered']} not offered`,
    `${tally['not-judged']} not judged`,
    `${tally['needs-setup']} need setup`,
  ]
  return `${lines.join('\n')}\n${judgements.length} rules: ${sum.join(', ')}\n`
}
