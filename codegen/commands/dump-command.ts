import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { count } from '../count.js'
import { unlessAborted } from '../interruption.js'
import { ownStages } from '../pipeline.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { printDiagnostics, tallyDiagnostics } from './print-diagnostics.js'

export interface DumpOptions {
  readonly lexicons: string
  readonly format: DiagnosticFormat
}

/**
 * Runs `lexstream gen --dump-model` and returns the exit code: the model goes to standard output as
 * JSON, everything else to standard error.
 */
export async function runDump(options: DumpOptions, context: CommandContext): Promise<number> {
  const { terminal, interrupt, stages = ownStages } = context
  const checked = await unlessAborted(interrupt, stages.check(options.lexicons))
  printDiagnostics(terminal.err, checked.diagnostics, options.format)
  if (checked.documents === undefined) {
    const tally = tallyDiagnostics(terminal.err, checked.diagnostics)
    terminal.err.write(`${count(checked.documentCount, 'document')}: ${tally}; there is no model\n`)
    return exitCode.failure
  }
  const model = await unlessAborted(interrupt, stages.model(checked.documents))
  terminal.out.write(`${JSON.stringify(model, undefined, 2)}\n`)
  return exitCode.fine
}
