import type { CommandContext } from '../../commands/command-context.js'
import { exitCode } from '../../commands/exit-code.js'
import { printDiagnostics } from '../../commands/print-diagnostics.js'
import { ownStages } from '../../pipeline.js'
import { Progress } from '../../progress.js'
import { paint } from '../../terminal.js'
import type { StreamAddress } from '../stream-address.js'
import { lookUpStream } from '../stream-lexicon.js'
import { gatherEvidence } from './evidence.js'
import { Limits } from './limits.js'
import { jsonReport, readableReport, reportOn } from './report.js'

/** What `lexstream probe` is to do. */
export interface ProbeOptions {
  readonly address: StreamAddress
  readonly json: boolean
  /** The folder of the lexicons; absent for the ones that come with the program. */
  readonly lexicons: string | undefined
  /** How long each connection and each request may take, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Runs `lexstream probe` and returns the exit code: 1 where the host breaks a rule, or could not be
 * probed.
 */
export async function runProbe(options: ProbeOptions, context: CommandContext): Promise<number> {
  const { address, json, lexicons, timeoutMs } = options
  const { terminal, interrupt, stages = ownStages } = context
  const { out, err } = terminal
  const lookup = await lookUpStream(address.nsid, lexicons, stages)
  if (lookup.kind === 'broken') {
    printDiagnostics(err, lookup.diagnostics, 'text')
    const label = paint(err, 'red', 'error:')
    err.write(`${label} the lexicons are wrong: mend them, or leave --lexicons out\n`)
    return exitCode.failure
  }
  if (lookup.kind === 'unknown' && lexicons !== undefined) {
    const label = paint(err, 'red', 'error:')
    err.write(`${label} there is no stream ${address.nsid} in ${lexicons}\n`)
    return exitCode.failure
  }
  const lexicon = lookup.kind === 'found' ? lookup.lexicon : undefined
  const progress = new Progress(err)
  progress.enter('asking the host')
  const evidence = await gatherEvidence({
    address,
    defaultSubprotocol: lexicon?.defaultSubprotocol ?? 'xrpc.v0.cbor',
    withoutCursor: lexicon?.withoutCursor,
    timeoutMs,
    signal: interrupt,
    limits: new Limits(),
  }).finally(() => progress.stop())
  const report = reportOn(evidence)
  out.write(json ? jsonReport(report) : readableReport(report, out))
  return report.ok ? exitCode.fine : exitCode.failure
}
