import { Option, type Command } from 'commander'

import { diagnosticFormats, type DiagnosticFormat } from '../check/format-diagnostics.js'
import { parseAgainst, type Against } from '../breaking/against/before.js'
import { IgnoreError, parseIgnores } from '../breaking/ignores.js'
import { scopes, type Scope } from '../breaking/rule.js'
import type { CommandContext } from './command-context.js'
import { exitCode } from './exit-code.js'
import { parseWith } from './parse-with.js'

interface BreakingFlags {
  readonly lexicons: string
  readonly against?: Against
  readonly format: DiagnosticFormat
  readonly scope?: Scope
  readonly ignore?: readonly string[]
  readonly rules?: boolean
}

/** Adds `lexstream breaking` to the program. */
export function declareBreaking(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('breaking')
    .summary('find changes to lexicons that break somebody')
    .description(
      'Compares a folder of lexicons with an earlier version, or with those of somebody else, and says which changes break programs that run already (wire), or that are compiled anew (source).',
    )
    .option('--lexicons <folder>', 'the lexicons as they are now', 'lexicons')
    .addOption(
      parseWith(
        new Option('--against <source>', 'a folder, npm:PACKAGE or git:REVISION (required)'),
        (text) => parseAgainst(text) ?? 'It is a folder, npm:PACKAGE or git:REVISION.',
      ),
    )
    .addOption(new Option('--scope <scope>', 'look only at what breaks there').choices(scopes))
    .addOption(
      new Option('--format <format>', 'how changes are printed')
        .choices(diagnosticFormats)
        .default('text'),
    )
    .addOption(
      new Option(
        '--ignore <rule-and-path...>',
        'a rule (* for all) and the place where it is not applied, with all below it',
      ),
    )
    .option('--rules', 'print the rules and what they are for')
    .addHelpText('after', notes)
    .action(async (flags: BreakingFlags, command: Command) => {
      if (flags.rules === true) {
        const { listRules } = await import('../breaking/list-rules.js')
        context.terminal.out.write(listRules())
        finish(exitCode.fine)
        return
      }
      const { lexicons, format, scope } = flags
      const against =
        flags.against ?? command.error("error: required option '--against <source>' not specified")
      const { runBreaking } = await import('../breaking/run-breaking.js')
      const options = {
        lexicons,
        against,
        format,
        ignores: ignoresFrom(flags.ignore ?? [], command),
        ...(scope === undefined ? {} : { scopes: [scope] }),
      }
      finish(await runBreaking(options, context))
    })
}

function ignoresFrom(args: readonly string[], command: Command) {
  try {
    return parseIgnores(args)
  } catch (error) {
    if (!(error instanceof IgnoreError)) throw error
    return command.error(
      `error: option '--ignore <rule> <path>' argument is invalid. ${error.message}`,
    )
  }
}

const notes = `
Exit codes:
  0  nothing breaking, or warnings alone
  1  a change is an error; or there was nothing to compare: lexicons that cannot be
     read, or no document in both. Standard error says which with "error:"
  2  a wrong option or a missing argument

Examples:
  $ lexstream breaking --against git:main
  $ lexstream breaking --lexicons lexicons --against npm:@atproto/api --format github
  $ lexstream breaking --against ../released/lexicons --scope wire \\
      --ignore constraint-widened com.example.subscribeThings#thing.properties.name`
