import { Option, type Command } from 'commander'

import { diagnosticFormats, type DiagnosticFormat } from '../check/format-diagnostics.js'
import type { CommandContext } from './command-context.js'

interface ProposalFlags {
  readonly lexicons?: string
  readonly out?: string
  readonly upstream?: string
  readonly format: DiagnosticFormat
  readonly check?: boolean
}

/** Adds `lexstream proposal` to the program. */
export function declareProposal(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('proposal')
    .summary('write a proposal for streams, ready to hand in')
    .description(
      'Writes a folder with the text of a proposal, the patch to the lexicons, reference types, JSON Schemas, an AsyncAPI document and test vectors. Writes only what changed, deletes what it made earlier and no longer makes, and touches no file that it did not make.',
    )
    .argument('[nsid...]', 'the streams that it is about (default: all of the folder)')
    .option(lexiconsFlag, 'where the lexicons are (required)')
    .option(outFlag, 'where the proposal belongs: a folder of its own (required)')
    .option(
      '--upstream <folder>',
      'the published lexicons, which the patch is made against (default: those of @atproto/api, where it is installed)',
    )
    .addOption(
      new Option('--format <format>', 'how problems are printed')
        .choices(diagnosticFormats)
        .default('text'),
    )
    .option('--check', 'write nothing; show what differs from the files on disk')
    .addHelpText('after', notes)
    .action(async (nsids: readonly string[], flags: ProposalFlags, command: Command) => {
      const { upstream, format, check = false } = flags
      const lexicons = required(command, flags.lexicons, lexiconsFlag)
      const out = required(command, flags.out, outFlag)
      const { runProposal } = await import('./proposal-command.js')
      finish(await runProposal({ nsids, lexicons, out, upstream, format, check }, context))
    })
}

const lexiconsFlag = '--lexicons <folder>'
const outFlag = '--out <folder>'

/** Asked for only here, so that a misspelt option is reported as such and not as a missing one. */
function required(command: Command, value: string | undefined, flag: string): string {
  return value ?? command.error(`error: required option '${flag}' not specified`)
}

const notes = `
Examples:
  $ lexstream proposal --lexicons lexicons --out proposal
  $ lexstream proposal com.example.subscribeThings --lexicons lexicons \\
      --upstream ../checkout/lexicons --out proposal`
