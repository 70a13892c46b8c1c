import type { Command } from 'commander'

import type { RequestHeaders } from '../streams/stream-address.js'
import type { CommandContext } from './command-context.js'
import { headerOption } from './header-option.js'
import {
  addressFrom,
  lexiconsFolderOption,
  waitOption,
  type WrittenDuration,
} from './stream-arguments.js'

interface ProbeFlags {
  readonly json?: boolean
  readonly header?: RequestHeaders
  readonly lexicons?: string
  readonly timeout: WrittenDuration
}

/** Adds `lexstream probe` to the program. */
export function declareProbe(
  program: Command,
  context: CommandContext,
  finish: (code: number) => void,
): void {
  program
    .command('probe')
    .summary('find out what a host supports')
    .description(
      'Connects to an event stream some times, one after the other and at most seven times, and says what the host supports, and which rules of the specification it breaks. Fails where it breaks one, and where the host refuses to be asked, which breaks none.',
    )
    .argument('<host>', 'wss://HOST, or the whole address of a stream with its parameters')
    .argument('[nsid]', 'the stream (default: com.atproto.sync.subscribeRepos)')
    .option('--json', 'print the report as JSON')
    .addOption(headerOption())
    .addOption(lexiconsFolderOption())
    .addOption(
      waitOption('--timeout <duration>', 'how long each connection may take').default(
        { ms: 5000, text: '5s' },
        '5s',
      ),
    )
    .addHelpText('after', notes)
    .action(async (host: string, nsid: string | undefined, flags: ProbeFlags, command: Command) => {
      const options = {
        address: addressFrom(host, nsid, flags.header, command),
        json: flags.json ?? false,
        lexicons: flags.lexicons,
        timeoutMs: flags.timeout.ms,
      }
      const { runProbe } = await import('../streams/probe/probe.js')
      finish(await runProbe(options, context))
    })
}

const notes = `
Examples:
  $ lexstream probe wss://relay.example
  $ lexstream probe wss://host.example com.example.subscribeThings --lexicons lexicons --json`
