import { InvalidArgumentError, Option, type Command } from 'commander'

import { nearMatch } from '../check/near-match.js'
import { subprotocolTokens } from '../load/lexicon.js'
import { upgradeParts, type UpgradePart } from '../upgrade/upgrade-lexicon.js'
import type { CommandContext } from './command-context.js'

interface UpgradeFlags {
  readonly dryRun?: boolean
  readonly only?: readonly UpgradePart[]
  readonly subprotocol?: string
  readonly shardKey?: readonly string[]
  readonly shardsWithoutKey?: boolean
}

/** Adds `lexstream upgrade` to the program. */
export function declareUpgrade(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('upgrade')
    .summary('add #cursor, shards and errors to a lexicon')
    .description(
      'Edits lexicon files in place: adds the message #cursor, the shard parameters, the errors that go with them and, where no DID decides it, the shard key. All else keeps its bytes. What is there already is not added again.',
    )
    .argument('<files...>', 'lexicon files with a subscription')
    .option('--dry-run', 'write nothing; print the differences')
    .addOption(
      new Option('--only <parts>', `what to add, of ${upgradeParts.join(', ')}`).argParser(
        parseParts,
      ),
    )
    .addOption(
      new Option(
        '--subprotocol <token>',
        'the wire format to declare as the default of clients that negotiate none',
      ).choices(subprotocolTokens),
    )
    .addOption(
      new Option(
        '--shard-key <names>',
        'properties that decide the shard of a message without a DID of its own, most wanted first',
      ).argParser(parseNames),
    )
    .option(
      '--shards-without-key',
      'add the shard parameters even where every message goes to every shard',
    )
    .addHelpText('after', notes)
    .action(async (files: readonly string[], flags: UpgradeFlags, command: Command) => {
      if (flags.only?.includes('subprotocol') === true && flags.subprotocol === undefined) {
        command.error("error: '--only subprotocol' needs --subprotocol <token>")
      }
      const { upgradeFiles } = await import('../upgrade/upgrade-files.js')
      const options = {
        files,
        dryRun: flags.dryRun ?? false,
        shardKeys: flags.shardKey ?? [],
        shardsWithoutKey: flags.shardsWithoutKey ?? false,
        ...(flags.only === undefined ? {} : { parts: flags.only }),
        ...(flags.subprotocol === undefined ? {} : { subprotocol: flags.subprotocol }),
      }
      finish(await upgradeFiles(options, context))
    })
}

function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('Names are separated by commas.')
  return names
}

function parseParts(text: string): readonly UpgradePart[] {
  return parseNames(text).map((name) => {
    const part = upgradeParts.find((each) => each === name)
    if (part !== undefined) return part
    const near = nearMatch(name, upgradeParts)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    throw new InvalidArgumentError(`There is no part ${JSON.stringify(name)}.${hint}`)
  })
}

const notes = `
Exit codes:
  0  what could be added is there; notes say what could not
  1  a file cannot be read or is no lexicon, and nothing was written; or a property
     that --shard-key names is in none of the messages, and the rest was done
  2  a wrong option or a missing argument

Examples:
  $ lexstream upgrade lexicons/com/example/subscribeThings.json --dry-run
  $ lexstream upgrade lexicons/com/example/*.json --only cursor,errors
  $ lexstream upgrade chat.json --shard-key convoId --subprotocol xrpc.v1.json`
