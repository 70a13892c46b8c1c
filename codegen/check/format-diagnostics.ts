import { styleText } from 'node:util'

import type { Diagnostic, Severity } from '../load/diagnostic.js'
import { escapeUnprintable } from '../printable.js'

/** The forms in which diagnostics are printed, as the command line names them. */
export const diagnosticFormats = ['text', 'json', 'github'] as const

export type DiagnosticFormat = (typeof diagnosticFormats)[number]

export interface FormatOptions {
  /** Whether `text` is coloured; no other form ever is. False where absent. */
  readonly color?: boolean
}

/**
 * Prints diagnostics, in the order given, without a line break at the end.
 *
 * - `text`: a line each, `<file>:<line>:<column> <path>: <message> (<hint>) [<severity> <rule>]`;
 *   empty where there are none
 * - `json`: an array of objects, each with all the members of a {@link Diagnostic} in a fixed order,
 *   `hint` being `null` where there is none
 * - `github`: a workflow command each, which GitHub shows beside the line in question
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  { color = false }: FormatOptions = {},
): string {
  switch (format) {
    case 'text':
      return diagnostics.map((diagnostic) => formatAsText(diagnostic, color)).join('\n')
    case 'json':
      return JSON.stringify(diagnostics.map(withAllMembers), undefined, 2)
    default:
      return diagnostics.map(formatAsWorkflowCommand).join('\n')
  }
}

const severityColor = { error: 'red', warning: 'yellow' } as const satisfies Record<
  Severity,
  'red' | 'yellow'
>

function formatAsText(diagnostic: Diagnostic, color: boolean): string {
  const { file, line, column, path, severity, rule } = diagnostic
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    // The caller has decided; where the output goes is not looked at a second time.
    color ? styleText(style, text, { validateStream: false }) : text
  const place = paint('cyan', escapeUnprintable(`${file}:${line}:${column}`))
  const where = path === '' ? '' : ` ${paint('bold', escapeUnprintable(path))}`
  const label = paint(severityColor[severity], `[${severity} ${rule}]`)
  return `${place}${where}: ${escapeUnprintable(messageWithHint(diagnostic))} ${label}`
}

function messageWithHint({ message, hint }: Diagnostic): string {
  return hint === undefined ? message : `${message} (${hint})`
}

function withAllMembers(diagnostic: Diagnostic) {
  const { severity, rule, file, line, column, path, message, hint = null } = diagnostic
  return { severity, rule, file, line, column, path, message, hint }
}

function formatAsWorkflowCommand(diagnostic: Diagnostic): string {
  const { severity, rule, file, line, column, path } = diagnostic
  const properties = [
    `file=${escapeProperty(file)}`,
    `line=${line}`,
    `col=${column}`,
    `title=${escapeProperty(rule)}`,
  ].join(',')
  const message = messageWithHint(diagnostic)
  return `::${severity} ${properties}::${escapeData(path === '' ? message : `${path}: ${message}`)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
