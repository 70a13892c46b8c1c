import { Interruption } from '../interruption.js'
import { watchLexicons } from '../watch.js'
import type { FileEvent } from '../watch.js'
import { assertFoldersApart } from '../write/folders-apart.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { runGen } from './gen-command.js'
import type { GenOptions } from './gen-command.js'
import { explainFailure } from './explain-failure.js'

/** Of a large burst of changes, such as a checkout, only so many files are named. */
const namedFiles = 5

/**
 * Runs `lexstream gen --watch` until it is interrupted or nobody reads its output any more, and
 * returns the exit code. Being interrupted is how a watch ends, so that it is no failure.
 *
 * @throws FolderOverlapError
 */
export async function runWatch(
  options: Omit<GenOptions, 'check'>,
  context: CommandContext,
): Promise<number> {
  const { terminal, interrupt } = context
  const { lexicons, out, format } = options
  const messages = format === 'json' ? terminal.err : terminal.out
  await assertFoldersApart(lexicons, out)

  const run = async (events: readonly FileEvent[]) => {
    if (events.length > 0) messages.write(describeEvents(events))
    try {
      await runGen({ ...options, check: false }, context)
    } catch (error) {
      if (error instanceof Interruption) return
      terminal.err.write(explainFailure(error, terminal.err))
    }
    if (events.length === 0 && !interrupt.aborted) {
      messages.write(`watching ${lexicons}; press Ctrl-C to end\n`)
    }
  }
  const onError = (error: Error) => {
    terminal.err.write(explainFailure(error, terminal.err))
  }
  const signal = AbortSignal.any([interrupt, messages.closed])
  await watchLexicons({ folder: lexicons, run, onError, signal })
  return exitCode.fine
}

function describeEvents(events: readonly FileEvent[]): string {
  const lines = events.slice(0, namedFiles).map(({ file, what }) => `${file} ${what}`)
  if (events.length > namedFiles) lines.push(`and ${events.length - namedFiles} more`)
  return `\n${lines.join('\n')}\n`
}
