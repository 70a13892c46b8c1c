import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { count } from '../count.js'
import { unlessAborted } from '../interruption.js'
import { ownStages } from '../pipeline.js'
import { Progress } from '../progress.js'
import type { TerminalStream } from '../terminal.js'
import { applyChanges } from '../write/apply-changes.js'
import { assertFoldersApart } from '../write/folders-apart.js'
import { readOutFolder } from '../write/out-folder.js'
import { planChanges } from '../write/plan-changes.js'
import type { Changes } from '../write/plan-changes.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { printChanges, printDifferences } from './print-changes.js'
import { printDiagnostics, tallyDiagnostics } from './print-diagnostics.js'
import { quoteArgument } from './quote-argument.js'

export interface GenOptions {
  readonly lexicons: string
  readonly out: string
  readonly format: DiagnosticFormat
  /** Compares with what is on disk instead of writing. */
  readonly check: boolean
}

/**
 * Runs `lexstream gen` once and returns the exit code. In the JSON format, standard output holds
 * nothing but the diagnostics.
 *
 * @throws OutFolderError, FolderOverlapError
 */
export async function runGen(options: GenOptions, context: CommandContext): Promise<number> {
  const { lexicons, out, format, check } = options
  const { terminal, interrupt, stages = ownStages } = context
  const messages = format === 'json' ? terminal.err : terminal.out
  const progress = new Progress(terminal.err)
  const during = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
    progress.enter(phase)
    return await unlessAborted(interrupt, work())
  }
  await assertFoldersApart(lexicons, out)
  try {
    const checked = await during('checking the lexicons', () => stages.check(lexicons))
    progress.stop()
    printDiagnostics(terminal.out, checked.diagnostics, format)
    const documents = count(checked.documentCount, 'document')
    if (checked.documents === undefined) {
      const tally = tallyDiagnostics(messages, checked.diagnostics)
      messages.write(`${documents}: ${tally}; nothing was written\n`)
      return exitCode.failure
    }

    const accepted = checked.documents
    const files = await during('generating code', async () =>
      stages.emit(await stages.model(accepted)),
    )
    const outFolder = await during('comparing files', () => readOutFolder(out, files.keys()))
    const changes = planChanges(outFolder, files)
    const summary = `${documents}, ${count(files.size, 'file')}`
    if (check) {
      progress.stop()
      return printComparison(options, changes, summary, messages)
    }
    progress.enter('writing files')
    await applyChanges(out, changes, interrupt)
    progress.stop()
    printChanges(messages, changes, summary)
    return exitCode.fine
  } finally {
    progress.stop()
  }
}

function printComparison(
  { lexicons, out }: GenOptions,
  changes: Changes,
  summary: string,
  stream: TerminalStream,
): number {
  const command = `lexstream gen --lexicons ${quoteArgument(lexicons)} --out ${quoteArgument(out)}`
  return printDifferences(stream, out, changes, summary, command)
}
