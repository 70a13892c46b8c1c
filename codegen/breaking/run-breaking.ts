import { formatDiagnostics, type DiagnosticFormat } from '../check/format-diagnostics.js'
import type { CommandContext } from '../commands/command-context.js'
import { exitCode } from '../commands/exit-code.js'
import { tallyDiagnostics } from '../commands/print-diagnostics.js'
import { count } from '../count.js'
import { loadLexicons } from '../load/load-lexicons.js'
import { escapeUnprintable } from '../printable.js'
import { paint } from '../terminal.js'
import { AgainstError, type Against, type Before } from './against/before.js'
import { folderBefore } from './against/folder-before.js'
import { gitBefore } from './against/git-before.js'
import { packageBefore } from './against/package-before.js'
import { whyUnread } from './against/why-unread.js'
import {
  compareFolders,
  type BreakingChange,
  type Comparison,
  type ComparisonOptions,
} from './compare-folders.js'

/** What `lexstream breaking` was asked to do. */
export interface BreakingOptions extends ComparisonOptions {
  readonly lexicons: string
  readonly against: Against
  readonly format: DiagnosticFormat
}

/**
 * Prints the changes between two versions of lexicons that break somebody, and returns the exit code:
 * 1 where one of them is an error, and where there was nothing to compare. In a format for machines,
 * standard output holds nothing else. An ignore that is of no use is warned of.
 */
export async function runBreaking(
  options: BreakingOptions,
  { terminal }: CommandContext,
): Promise<number> {
  const { lexicons, against, format } = options
  const label = paint(terminal.err, 'red', 'error:')
  const after = await loadLexicons(lexicons)
  const fail = (reasons: string) => {
    for (const reason of reasons.split('\n')) {
      terminal.err.write(`${label} ${escapeUnprintable(reason)}\n`)
    }
    return exitCode.failure
  }
  if (after.diagnostics.length > 0) return fail(whyUnread(after.diagnostics))
  let before: Before
  let comparison: Comparison
  try {
    before = await documentsBefore(against, lexicons)
    comparison = compareFolders(before, after.documents, options)
  } catch (error) {
    if (!(error instanceof AgainstError)) throw error
    return fail(error.message)
  }
  const { changes, compared, unusedIgnores } = comparison
  const apart = nothingCompared(lexicons, before)
  if (compared === 0 && changes.length === 0) return fail(apart)
  const caution = paint(terminal.err, 'yellow', 'warning:')
  for (const { rule, place } of unusedIgnores) {
    const ignore = escapeUnprintable(`--ignore ${rule} ${place}`)
    terminal.err.write(`${caution} ${ignore}: nothing is ignored by it\n`)
  }
  const text = formatChanges(changes, format, terminal.out.color)
  if (text !== '') terminal.out.write(`${text}\n`)
  const summary = format === 'text' ? terminal.out : terminal.err
  const tally =
    changes.length === 0
      ? paint(summary, 'green', 'nothing breaking')
      : tallyDiagnostics(summary, changes)
  const name = escapeUnprintable(before.name)
  summary.write(`${count(compared, 'document')} compared with ${name}: ${tally}\n`)
  if (compared === 0) return fail(apart)
  return changes.some(({ severity }) => severity === 'error') ? exitCode.failure : exitCode.fine
}

function nothingCompared(lexicons: string, { name }: Before): string {
  return `no document is in both ${lexicons} and ${name}, so that nothing was compared; name two versions of the same lexicons with --lexicons and --against`
}

async function documentsBefore(against: Against, lexicons: string): Promise<Before> {
  switch (against.kind) {
    case 'folder':
      return await folderBefore(against.folder)
    case 'package':
      return await packageBefore(against.name, process.cwd())
    case 'revision':
      return await gitBefore(against.revision, lexicons)
  }
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
