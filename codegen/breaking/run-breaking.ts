import { formatDiagnostics, type DiagnosticFormat } from '../check/format-diagnostics.js'
import type { CommandContext } from '../commands/command-context.js'
import { exitCode } from '../commands/exit-code.js'
import { tallyDiagnostics } from '../commands/print-diagnostics.js'
import { count } from '../count.js'
import { loadLexicons } from '../load/load-lexicons.js'
import { paint } from '../terminal.js'
import { AgainstError, type Before } from './against/before.js'
import { folderBefore } from './against/folder-before.js'
import { gitBefore } from './against/git-before.js'
import { packageBefore } from './against/package-before.js'
import {
  compareFolders,
  type BreakingChange,
  type Comparison,
  type ComparisonOptions,
} from './compare-folders.js'

/** What `lexstream breaking` was asked to do. */
export interface BreakingOptions extends ComparisonOptions {
  readonly lexicons: string
  /** A folder, `npm:PACKAGE` or `git:REVISION`. */
  readonly against: string
  readonly format: DiagnosticFormat
}

/**
 * Prints the changes between two versions of lexicons that break somebody, and returns the exit code:
 * 1 where one of them is an error. In a format for machines, standard output holds nothing else.
 */
export async function runBreaking(
  options: BreakingOptions,
  { terminal }: CommandContext,
): Promise<number> {
  const { lexicons, against, format } = options
  const label = paint(terminal.err, 'red', 'error:')
  const after = await loadLexicons(lexicons)
  const [unread] = after.diagnostics
  if (unread !== undefined) {
    terminal.err.write(`${label} ${unread.file}:${unread.line}: ${unread.message}\n`)
    return exitCode.failure
  }
  let before: Before
  let comparison: Comparison
  try {
    before = await documentsBefore(against, lexicons)
    comparison = compareFolders(before, after.documents, options)
  } catch (error) {
    if (!(error instanceof AgainstError)) throw error
    terminal.err.write(`${label} ${error.message}\n`)
    return exitCode.failure
  }
  const { changes, compared } = comparison
  const text = formatChanges(changes, format, terminal.out.color)
  if (text !== '') terminal.out.write(`${text}\n`)
  const summary = format === 'text' ? terminal.out : terminal.err
  const tally =
    changes.length === 0
      ? paint(summary, 'green', 'nothing breaking')
      : tallyDiagnostics(summary, changes)
  summary.write(`${count(compared, 'document')} compared with ${before.name}: ${tally}\n`)
  return changes.some(({ severity }) => severity === 'error') ? exitCode.failure : exitCode.fine
}

async function documentsBefore(against: string, lexicons: string): Promise<Before> {
  const [, scheme, rest = ''] = /^(npm|git):(.*)$/s.exec(against) ?? []
  if (scheme === 'npm') return await packageBefore(rest, process.cwd())
  if (scheme === 'git') return await gitBefore(rest, lexicons)
  return await folderBefore(against)
}

function formatChanges(
  changes: readonly BreakingChange[],
  format: DiagnosticFormat,
  color: boolean,
): string {
  if (format !== 'json') return formatDiagnostics(changes, format, { color })
  const members = changes.map(
    ({ severity, rule, wire, source, file, line, column, path, message }) => ({
      severity,
      rule,
      wire,
      source,
      file,
      line,
      column,
      path,
      message,
    }),
  )
  return JSON.stringify(members, undefined, 2)
}
