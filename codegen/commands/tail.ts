import { Option, type Command } from 'commander'

import { subprotocols } from '../../templates/frame/subprotocol.js'
import { isPowerOfTwo, type Shard } from '../../templates/stream/shard.js'
import type { RequestHeaders } from '../streams/stream-address.js'
import type { TailOptions, TailStart } from '../streams/tail-options.js'
import type { CommandContext } from './command-context.js'
import { headerOption } from './header-option.js'
import { parseWith } from './parse-with.js'
import {
  addressFrom,
  durationOption,
  listOption,
  lexiconsFolderOption,
  subprotocolList,
  waitOption,
  wholeNumber,
  type WrittenDuration,
} from './stream-arguments.js'

interface TailFlags {
  readonly cursor?: number
  readonly since?: WrittenDuration
  readonly oldest?: boolean
  readonly shard?: Shard
  readonly subprotocol?: TailOptions['subprotocols']
  readonly json?: boolean
  readonly fields?: readonly string[]
  readonly type?: readonly string[]
  readonly count?: number
  readonly untilLive?: boolean
  readonly header?: RequestHeaders
  readonly lexicons?: string
  readonly check?: boolean
  readonly timeout: WrittenDuration
  readonly retries: number
}

/** Adds `lexstream tail` to the program. */
export function declareTail(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('tail')
    .summary('print the messages of an event stream')
    .description(
      'Connects to an event stream and prints a line for each message, until Ctrl-C or until nobody reads any more. Connections that are lost are resumed where they ended. The position to go on from is printed last, on standard error.',
    )
    .argument('<host>', 'wss://HOST, or the whole address of a stream with its parameters')
    .argument('[nsid]', 'the stream (default: com.atproto.sync.subscribeRepos)')
    .addOption(
      parseWith(new Option('--cursor <seq>', 'start behind this sequence number'), (text) =>
        wholeNumber(text, 0),
      ).conflicts(['since', 'oldest']),
    )
    .addOption(
      durationOption('--since <duration>', 'start so long ago: 30s, 5m, 2h, 1d').conflicts(
        'oldest',
      ),
    )
    .option('--oldest', 'start with the oldest message that the host still has')
    .addOption(parseWith(new Option('--shard <i/n>', 'only shard i of n, from 0/n on'), parseShard))
    .addOption(
      parseWith(
        new Option(
          '--subprotocol <list>',
          `encodings to ask for, most wanted first: ${subprotocols.join(', ')}`,
        ),
        subprotocolList,
      ),
    )
    .option('--json', 'print messages as JSON, whole')
    .addOption(
      listOption(
        '--fields <list>',
        'only these fields, such as seq,repo,ops.path, and only messages that have one of them',
      ),
    )
    .addOption(listOption('--type <list>', 'only messages of these types, such as commit,identity'))
    .addOption(
      parseWith(new Option('--count <n>', 'end after so many lines'), (text) =>
        wholeNumber(text, 1),
      ),
    )
    .option('--until-live', 'end when the stored messages are through and the stream is live')
    .addOption(headerOption())
    .addOption(lexiconsFolderOption())
    .option('--check', 'validate each message against its lexicon')
    .addOption(
      waitOption('--timeout <duration>', 'how long the host may take to answer').default(
        { ms: 10_000, text: '10s' },
        '10s',
      ),
    )
    .addOption(
      parseWith(
        new Option('--retries <n>', 'give up after so many vain attempts to reconnect'),
        (text) => wholeNumber(text, 0),
      ).default(10),
    )
    .addHelpText('after', notes)
    .action(async (host: string, nsid: string | undefined, flags: TailFlags, command: Command) => {
      const options: TailOptions = {
        address: addressFrom(host, nsid, flags.header, command),
        start: startOf(flags),
        shard: flags.shard,
        subprotocols: flags.subprotocol ?? [],
        json: flags.json ?? false,
        fields: flags.fields,
        types: flags.type ?? [],
        count: flags.count,
        untilLive: flags.untilLive ?? false,
        lexicons: flags.lexicons,
        check: flags.check ?? false,
        timeoutMs: flags.timeout.ms,
        retries: flags.retries,
      }
      const { runTail } = await import('../streams/tail.js')
      finish(await runTail(options, context))
    })
}

function startOf({ cursor, since, oldest }: TailFlags): TailStart {
  if (since !== undefined) return { kind: 'since', agoMs: since.ms, text: since.text }
  if (oldest === true) return { kind: 'cursor', cursor: 0 }
  return cursor === undefined ? { kind: 'now' } : { kind: 'cursor', cursor }
}

function parseShard(text: string): Shard | string {
  const [, index, count] = /^(\d{1,10})\/(\d{1,10})$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (index === undefined) return 'It is written i/n, such as 0/4.'
  if (!isPowerOfTwo(shard.count)) return 'The number of shards is a power of two.'
  return shard.index < shard.count ? shard : 'Shards are counted from 0.'
}

const notes = `
Examples:
  Follow the firehose of a relay:
    $ lexstream tail wss://relay.example
  The handles that have changed within the last hour, as JSON:
    $ lexstream tail wss://relay.example --since 1h --type identity --json --fields did,handle --until-live
  A quarter of another stream from its beginning on, validated by lexicons of one's own:
    $ lexstream tail wss://host.example com.example.subscribeThings --oldest --shard 0/4 --lexicons lexicons --check`
