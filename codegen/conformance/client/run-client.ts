import type { CommandContext } from '../../commands/command-context.js'
import { Progress } from '../../progress.js'
import { nsid } from '../../proposal/vectors/transcripts/script.js'
import type { ClientOptions } from '../conformance-options.js'
import { printReport } from '../print-report.js'
import { commandLaunch } from './command-launch.js'
import { judgeClient } from './judge-client.js'

/** Runs `lexstream conformance --client`, and returns the exit code. */
export async function runClient(options: ClientOptions, context: CommandContext): Promise<number> {
  const { command, levels, timeoutMs, reconnectMs, format } = options
  const { terminal, interrupt } = context
  const started = performance.now()
  const progress = new Progress(terminal.err)
  progress.enter('starting the client')
  const judgements = await judgeClient(
    commandLaunch(command),
    new Set(levels),
    { timeoutMs, reconnectMs, signal: interrupt },
    ({ name }) => progress.enter(`playing ${name}`),
  ).finally(() => progress.stop())
  const report = {
    target: command,
    side: 'client',
    nsid,
    levels,
    judgements,
    notes: [],
    seconds: (performance.now() - started) / 1000,
  } as const
  return printReport(report, format, context)
}
