import { formatDiagnostics } from '../check/format-diagnostics.js'
import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { count } from '../count.js'
import type { Diagnostic } from '../load/diagnostic.js'
import { paint } from '../terminal.js'
import type { TerminalStream } from '../terminal.js'

/** Prints diagnostics; in the JSON format also where there are none. */
export function printDiagnostics(
  stream: TerminalStream,
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
): void {
  if (diagnostics.length === 0 && format !== 'json') return
  stream.write(`${formatDiagnostics(diagnostics, format, { color: stream.color })}\n`)
}

/** Says how many diagnostics there are, for example `1 error, 2 warnings`. */
export function tallyDiagnostics(
  stream: TerminalStream,
  diagnostics: readonly Diagnostic[],
): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const parts: string[] = []
  if (errors > 0) parts.push(paint(stream, 'red', count(errors, 'error')))
  if (warnings > 0) parts.push(paint(stream, 'yellow', count(warnings, 'warning')))
  return parts.length === 0 ? paint(stream, 'green', 'no problems') : parts.join(', ')
}
