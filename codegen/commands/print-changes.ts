import { paint } from '../terminal.js'
import type { TerminalStream } from '../terminal.js'
import { reportDifferences } from '../write/diff-report.js'
import type { ReportLine } from '../write/diff-report.js'
import { isMissing } from '../write/plan-changes.js'
import type { Changes } from '../write/plan-changes.js'
import { exitCode } from './exit-code.js'

/** Says what was done to an output folder. */
export function printChanges(stream: TerminalStream, changes: Changes, summary: string): void {
  const { written, deleted, unchanged } = changes
  stream.write(
    `${summary}: ${written.length} written, ${deleted.length} deleted, ${unchanged.length} unchanged\n`,
  )
}

/**
 * Shows how an output folder differs from what belongs there, and the command that mends it.
 *
 * @returns the exit code: a failure where it differs at all
 */
export function printDifferences(
  stream: TerminalStream,
  out: string,
  changes: Changes,
  summary: string,
  command: string,
): number {
  const differences = reportDifferences(out, changes)
  if (differences.length === 0) {
    stream.write(`${summary}: ${paint(stream, 'green', 'all up to date')}\n`)
    return exitCode.fine
  }
  stream.write(differences.map((line) => `${paintLine(stream, line)}\n`).join(''))
  stream.write(`${summary}: ${tallyDifferences(changes)}; to update them, run\n`)
  stream.write(`  ${paint(stream, 'bold', command)}\n`)
  return exitCode.failure
}

function tallyDifferences({ written, deleted, unchanged }: Changes): string {
  const missing = written.filter(isMissing).length
  const differing = written.length - missing
  return `${differing} differing, ${missing} missing, ${deleted.length} stale, ${unchanged.length} up to date`
}

const lineStyles = {
  heading: 'bold',
  added: 'green',
  removed: 'red',
  note: 'cyan',
} as const satisfies Record<Exclude<ReportLine['kind'], 'context'>, string>

function paintLine(stream: TerminalStream, { kind, text }: ReportLine): string {
  return kind === 'context' ? text : paint(stream, lineStyles[kind], text)
}
