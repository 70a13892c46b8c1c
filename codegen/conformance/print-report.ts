import type { CommandContext } from '../commands/command-context.js'
import { exitCode } from '../commands/exit-code.js'
import type { ReportFormat } from './conformance-options.js'
import { jsonReport } from './report/json-report.js'
import { junitReport } from './report/junit-report.js'
import { tallyOf, type Report } from './report/report.js'
import { textReport } from './report/text-report.js'

/** Prints a report, and returns the exit code that says the same. */
export function printReport(
  report: Report,
  format: ReportFormat,
  { terminal }: CommandContext,
): number {
  const { out } = terminal
  if (format === 'json') out.write(jsonReport(report))
  else if (format === 'junit') out.write(junitReport(report))
  else out.write(textReport(report, out))
  return tallyOf(report).fail === 0 ? exitCode.fine : exitCode.failure
}
