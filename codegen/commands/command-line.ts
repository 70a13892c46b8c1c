import { Command, CommanderError, Option } from 'commander'

import { diagnosticFormats } from '../check/format-diagnostics.js'
import type { DiagnosticFormat } from '../check/format-diagnostics.js'
import { Interruption } from '../interruption.js'
import { packageVersion } from '../package-version.js'
import { escapeUnprintable } from '../printable.js'
import { FolderOverlapError } from '../write/folders-apart.js'
import { declareBreaking } from './breaking.js'
import type { CommandContext } from './command-context.js'
import { declareConformance } from './conformance.js'
import { exitCode } from './exit-code.js'
import { explainFailure } from './explain-failure.js'
import { declareProbe } from './probe.js'
import { declareProposal } from './proposal.js'
import { declareTail } from './tail.js'
import { declareUpgrade } from './upgrade.js'

/**
 * Runs the program with the arguments that follow its name, and returns its exit code. Whatever
 * happens is told on the terminal; nothing is thrown.
 */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { terminal, interrupt } = context
  let code: number = exitCode.fine
  const program = buildProgram(context, (result) => {
    code = result
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCode.fine : exitCode.usage
    if (interrupt.aborted && interrupt.reason instanceof Interruption) {
      return interrupt.reason.exitCode
    }
    terminal.err.write(explainFailure(error, terminal.err))
    return error instanceof FolderOverlapError ? exitCode.usage : exitCode.failure
  }
}

const defaultHelpWidth = 80

function buildProgram(context: CommandContext, finish: (code: number) => void): Command {
  const { out, err } = context.terminal
  const program = new Command('lexstream')
    .description('Generates typed event stream servers, clients and codecs from Lexicon schemas.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('(add --help for how it is used)')
    .configureOutput({
      writeOut: (text) => out.write(text),
      // It quotes what it was given, whatever a terminal would do with that.
      writeErr: (text) => err.write(escapeLines(text)),
      getOutHelpWidth: () => out.columns ?? defaultHelpWidth,
      getErrHelpWidth: () => err.columns ?? defaultHelpWidth,
      getOutHasColors: () => out.color,
      getErrHasColors: () => err.color,
    })
    .addHelpText('after', programNotes)

  interface GenFlags {
    readonly lexicons?: string
    readonly out?: string
    readonly format: DiagnosticFormat
    readonly check?: boolean
    readonly watch?: boolean
    readonly dumpModel?: boolean
  }
  program
    .command('gen')
    .summary('generate code from a folder of lexicons')
    .description(
      'Checks every *.json file under a folder and generates TypeScript from them. Writes only what changed, deletes what it made earlier and no longer makes, and touches no file that it did not make.',
    )
    .addOption(lexiconsOption())
    .option(outFlag, 'where the generated files belong: a folder of their own (required)')
    .addOption(formatOption())
    .option('--check', 'write nothing; show what differs from the files on disk')
    .addOption(
      new Option('--watch', 'generate again on each change, until Ctrl-C').conflicts('check'),
    )
    .addOption(
      new Option(
        '--dump-model',
        'write nothing; print what is known of the schemas as JSON',
      ).conflicts(['check', 'watch']),
    )
    .addHelpText('after', genNotes)
    .action(async (flags: GenFlags, command: Command) => {
      const { format, check = false } = flags
      const lexicons = required(command, flags.lexicons, lexiconsFlag)
      if (flags.dumpModel === true) {
        const { runDump } = await import('./dump-command.js')
        finish(await runDump({ lexicons, format }, context))
        return
      }
      const folder = required(command, flags.out, outFlag)
      if (flags.watch === true) {
        const { runWatch } = await import('./watch-command.js')
        finish(await runWatch({ lexicons, out: folder, format }, context))
      } else {
        const { runGen } = await import('./gen-command.js')
        finish(await runGen({ lexicons, out: folder, format, check }, context))
      }
    })

  interface CheckFlags {
    readonly lexicons?: string
    readonly format: DiagnosticFormat
  }
  program
    .command('check')
    .summary('check a folder of lexicons')
    .description('Checks every *.json file under a folder and says what is wrong with it.')
    .addOption(lexiconsOption())
    .addOption(formatOption())
    .addHelpText('after', checkNotes)
    .action(async ({ lexicons: given, format }: CheckFlags, command: Command) => {
      const lexicons = required(command, given, lexiconsFlag)
      const { runCheck } = await import('./check-command.js')
      finish(await runCheck({ lexicons, format }, context))
    })

  declareTail(program, context, finish)
  declareProbe(program, context, finish)
  declareConformance(program, context, finish)
  declareUpgrade(program, context, finish)
  declareBreaking(program, context, finish)
  declareProposal(program, context, finish)
  return program
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeUnprintable).join('\n')
}

const lexiconsFlag = '--lexicons <folder>'
const outFlag = '--out <folder>'

function lexiconsOption(): Option {
  return new Option(lexiconsFlag, 'where the lexicons are (required)')
}

/** Asked for only here, so that a misspelt option is reported as such and not as a missing one. */
function required(command: Command, value: string | undefined, flag: string): string {
  return value ?? command.error(`error: required option '${flag}' not specified`)
}

function formatOption(): Option {
  return new Option('--format <format>', 'how problems are printed')
    .choices(diagnosticFormats)
    .default('text')
}

const programNotes = `
Exit codes:
  0  all is well, perhaps with warnings; also a watch or a tail that was ended
     with Ctrl-C
  1  the lexicons are wrong, files cannot be written, --check found differences;
     or a host refused, or broke the protocol
  2  a wrong option or a missing argument
  130  interrupted with Ctrl-C; 143 with SIGTERM

Examples:
  $ lexstream gen --lexicons lexicons --out src/generated
  $ lexstream check --lexicons lexicons
  $ lexstream tail wss://relay.example --type identity`

const genNotes = `
Examples:
  Generate:
    $ lexstream gen --lexicons lexicons --out src/generated
  Generate again whenever a lexicon is saved:
    $ lexstream gen --lexicons lexicons --out src/generated --watch
  In continuous integration, make sure that nobody forgot to generate:
    $ lexstream gen --lexicons lexicons --out src/generated --check --format github`

const checkNotes = `
Examples:
  $ lexstream check --lexicons lexicons
  $ lexstream check --lexicons lexicons --format json`
