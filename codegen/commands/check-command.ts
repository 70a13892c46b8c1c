import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { count } from '../count.js'
import { unlessAborted } from '../interruption.js'
import { ownStages } from '../pipeline.js'
import { Progress } from '../progress.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { printDiagnostics, tallyDiagnostics } from './print-diagnostics.js'

export interface CheckOptions {
  readonly lexicons: string
  readonly format: DiagnosticFormat
}

/**
 * Runs `lexstream check`: prints what is wrong with a lexicon folder and returns the exit code. In a
 * format for machines, standard output holds nothing but the diagnostics.
 */
export async function runCheck(options: CheckOptions, context: CommandContext): Promise<number> {
  const { terminal, interrupt, stages = ownStages } = context
  const progress = new Progress(terminal.err)
  progress.enter('checking the lexicons')
  const checked = await unlessAborted(interrupt, stages.check(options.lexicons)).finally(() =>
    progress.stop(),
  )
  printDiagnostics(terminal.out, checked.diagnostics, options.format)
  const summary = options.format === 'text' ? terminal.out : terminal.err
  const tally = tallyDiagnostics(summary, checked.diagnostics)
  summary.write(`${count(checked.documentCount, 'document')}: ${tally}\n`)
  return checked.documents === undefined ? exitCode.failure : exitCode.fine
}
