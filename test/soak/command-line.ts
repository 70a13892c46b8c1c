import { parseArgs } from 'node:util'

export const help = `Usage: npm run soak -- [options]

Serves com.atproto.sync.subscribeRepos from a log in SQLite to subscribers of every kind, over real
sockets: steady ones, slow ones, ones that sleep until the log has dropped what they need, ones that
come back with their last position, ones that start far back, ones that connect and vanish. They
speak all three subprotocols and ask for the whole stream or for a shard of it. Each checks every
message it gets. The server, with the one who publishes, is a process of its own; so are two halves
of the subscribers.

Options:
  --seconds N      how long, after a warm-up of a sixth of that, 5 to 20 seconds (default: 60)
  --rate N         messages published a second, on average; they come in bursts (default: 300)
  --subscribers N  how many subscribers at a time (default: 60)
  --seed N         which random choices (default: another one each time; it is printed)
  -h, --help       print help

Examples:
  npm run soak
  npm run soak -- --seconds 600 --rate 500
  npm run soak -- --seconds 20 --subscribers 20 --seed 7

The same seed makes the same choices in the same order: which accounts messages are about, who asks
for what, how long who waits. What each meets when its wait is over depends on timing, and so differs
from run to run. Ctrl-C ends the soak early, with the report of what was seen until then; a second
one ends it at once.

Exit codes:
  0    nothing was lost, repeated or out of order; nothing leaked; the event loop was never starved
  1    something was; the report says what
  2    a wrong option
  130  interrupted, and nothing of that kind was seen until then
`

export interface Options {
  readonly seconds: number
  /** Messages a second. */
  readonly rate: number
  readonly subscribers: number
  readonly seed: number
  readonly help: boolean
}

/** Says what is wrong with the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args)
  return {
    seconds: numberOf('--seconds', values.seconds, 1) ?? 60,
    rate: numberOf('--rate', values.rate, 1) ?? 300,
    subscribers: numberOf('--subscribers', values.subscribers, 1) ?? 60,
    seed: numberOf('--seed', values.seed, 0) ?? Math.floor(Math.random() * 100_000),
    help: values.help ?? false,
  }
}

function numberOf(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (value < least) {
    throw new UsageError(`${option} ${text}: must be a number from ${least} to 99999`)
  }
  return value
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        rate: { type: 'string' },
        subscribers: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
