import { Option, type Command } from 'commander'

import { levels, type Level } from '../conformance/rules/level.js'
import type { ReportFormat } from '../conformance/conformance-options.js'
import type { RequestHeaders } from '../streams/stream-address.js'
import type { CommandContext } from './command-context.js'
import { headerOption } from './header-option.js'
import { parseWith } from './parse-with.js'
import {
  addressFrom,
  lexiconsFolderOption,
  waitOption,
  type WrittenDuration,
} from './stream-arguments.js'

interface ConformanceFlags {
  readonly client?: string
  readonly level: readonly Level[]
  readonly json?: boolean
  readonly junit?: boolean
  readonly setup?: URL
  readonly idle?: WrittenDuration
  readonly header?: RequestHeaders
  readonly lexicons?: string
  readonly timeout: WrittenDuration
  readonly reconnect: WrittenDuration
}

/** Adds `lexstream conformance` to the program. */
export function declareConformance(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('conformance')
    .summary('hold a server or a client to the rules')
    .description(
      'Holds a live server to the rules of event streams, one connection after the other; or, with --client, a client, by playing a server to it. Each rule passes, fails, or says why there is nothing to say.',
    )
    .argument('[host]', 'wss://HOST, or the whole address of a stream with its parameters')
    .argument('[nsid]', 'the stream (default: com.atproto.sync.subscribeRepos)')
    .option('--client <command>', 'hold a client to the rules: the command that starts it')
    .addOption(
      parseWith(
        new Option('--level <list>', `only these levels: ${levels.join(', ')}`),
        levelList,
      ).default(levels, 'all'),
    )
    .addOption(new Option('--json', 'print the report as JSON').conflicts('junit'))
    .option('--junit', 'print the report as JUnit XML')
    .addOption(
      parseWith(
        new Option('--setup <url>', 'where the server can be prepared (see below)'),
        (text) => (/^https?:/.test(text) && URL.canParse(text) ? new URL(text) : 'It is a URL.'),
      ).conflicts('client'),
    )
    .addOption(
      waitOption('--idle <duration>', 'wait so long for a #cursor on an idle stream').conflicts(
        'client',
      ),
    )
    .addOption(headerOption().conflicts('client'))
    .addOption(lexiconsFolderOption().conflicts('client'))
    .addOption(
      waitOption('--timeout <duration>', 'how long each step may take').default(
        { ms: 5000, text: '5s' },
        '5s',
      ),
    )
    .addOption(
      waitOption(
        '--reconnect <duration>',
        'how long a client may take to connect again, or to start',
      ).default({ ms: 35_000, text: '35s' }, '35s'),
    )
    .addHelpText('after', notes)
    .action(
      async (
        host: string | undefined,
        nsid: string | undefined,
        flags: ConformanceFlags,
        command: Command,
      ) => {
        const { client } = flags
        const common = {
          levels: levels.filter((level) => flags.level.includes(level)),
          format: formatOf(flags),
          timeoutMs: flags.timeout.ms,
        }
        if (client !== undefined) {
          if (host !== undefined) command.error('error: give either a host or --client')
          const { runClient } = await import('../conformance/client/run-client.js')
          finish(
            await runClient(
              { ...common, command: client, reconnectMs: flags.reconnect.ms },
              context,
            ),
          )
          return
        }
        if (host === undefined) return command.error('error: give a host, or --client')
        const { runServer } = await import('../conformance/server/run-server.js')
        const options = {
          ...common,
          address: addressFrom(host, nsid, flags.header, command),
          lexicons: flags.lexicons,
          setup: flags.setup?.href,
          idleMs: flags.idle?.ms,
        }
        finish(await runServer(options, context))
      },
    )
}

function formatOf({ json, junit }: ConformanceFlags): ReportFormat {
  if (json === true) return 'json'
  return junit === true ? 'junit' : 'text'
}

function levelList(text: string): readonly Level[] | string {
  const items = text.split(',').map((item) => item.trim())
  const chosen = levels.filter((level) => items.includes(level))
  return chosen.length === new Set(items).size
    ? chosen
    : `It is a list, with commas between, of ${levels.join(', ')}.`
}

const notes = `
Verdicts:
  pass         it was kept wherever it could be seen
  FAIL         it was broken: below it stands what was expected, and what came
  not offered  the server or client does not have what the rule is about
  not judged   nothing came to judge it on, for the reason that stands beside it
  needs setup  it takes a server that was prepared (--setup), or time (--idle)

Levels:
  core       the event stream specification as it is today
  encodings  proposal 0015: subprotocols, and frames of version 1
  cursor     #cursor messages, and com.atproto.stream.getStatus
  time       sequence numbers that tell the time
  shards     the parameters shard and shardCount

Preparing a server (--setup):
  What some rules are about has to be prepared: a window that has lost its
  beginning, an idle stream, messages that are published at the right moment. The
  URL is told so by POST, with a JSON body, of which each part may be missing:
    {"stream": "com.atproto.sync.subscribeRepos",
     "reset": {"seqScheme": "counter" or "unix-micros", "retain"?: messages kept,
               "shardCount"?: number, "cursorIntervalMs"?: number},
     "publish": [{"$type": "com.atproto.sync.subscribeRepos#identity", ...}]}
  reset starts the stream afresh, without messages; then the messages of publish,
  in JSON and without seq, are published in their order. The answer is 200 and
  {"seqs": [number of each message]}, or an error status where it cannot be done.
  The messages are accounts and identities of com.atproto.sync.subscribeRepos: no
  other stream can be prepared. In the program's repository, "npm run demo --
  --serve" starts a server that can.

Clients (--client):
  The command is run by a shell once for each transcript, with these variables:
    LEXSTREAM_URL           the address of the stream, without cursor
    LEXSTREAM_HOST          ws://HOST:PORT alone
    LEXSTREAM_NSID          the stream
    LEXSTREAM_CURSOR        the saved cursor; empty where there is none
    LEXSTREAM_CURSOR_FILE   a file that holds the same, as text
    LEXSTREAM_SUBPROTOCOLS  what to offer, with commas between; empty for nothing
  {url}, {host}, {nsid}, {cursor}, {cursorFile} and {subprotocols} in the command
  stand for the same. It subscribes, connects again where it should, and prints a
  line of JSON for each message, with $type, seq and the other fields; and before
  it ends because of an error, {"error": "what it is"}. Other lines are ignored. It
  is ended with SIGTERM.

Exit codes:
  0  no rule has failed
  1  a rule has failed
  2  a wrong option or a missing argument

Examples:
  $ lexstream conformance wss://relay.example --level core,encodings
  $ lexstream conformance wss://chat.example chat.bsky.moderation.subscribeModEvents --header "Authorization: Bearer TOKEN"
  $ lexstream conformance ws://127.0.0.1:3000 --setup http://127.0.0.1:3000/control --junit
  $ lexstream conformance --client "python3 consumer.py {url}" --level core`
