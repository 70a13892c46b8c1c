import { parseArgs } from 'node:util'

export const help = `Usage: npm run bench -- [options]
       npm run bench -- server [options]
       npm run bench -- client [options]

Times the generated codecs of com.atproto.sync.subscribeRepos against the newest peers from npm, on
the same frames and in one process, and runs the generator on the documents of @atproto/api.
With "server" or "client" in front it times the stream server or the client instead, with options of
their own: see npm run bench -- server --help and npm run bench -- client --help.

Options:
  --rounds N      how many rounds to time (default: 60)
  --filter TEXT   only the comparisons whose "what against whom" contains TEXT, in either case;
                  the generator is "generate", the size of a bundle for browsers "bundle"
  --json FILE     also write the rows {name, ours_ns, peer, peer_ns, ratio} to FILE
  --profile NAME  instead run our side of the comparison called NAME, or of the only ones whose
                  name contains it, under the CPU profiler, and print the functions that take most
  --synthetic     use frames made here even where captured ones are present
  -h, --help      print help

Examples:
  npm run bench
  npm run bench -- --filter "decode v0" --rounds 200
  npm run bench -- --profile "encode v0"
  npm run bench -- server --quick
  npm run bench -- client --quick

Exit codes:
  0  the figures were taken, whether or not they reach the goals
  2  a wrong option, or a contender does not do its work
`

export interface Options {
  readonly rounds: number
  readonly filter: string
  readonly json: string | undefined
  readonly profile: string | undefined
  readonly synthetic: boolean
  readonly help: boolean
}

/** Says what is wrong with the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const {
    rounds,
    filter = '',
    json,
    profile,
    synthetic = false,
    help: wanted = false,
  } = parse(args)
  if (rounds !== undefined && !/^[1-9]\d{0,5}$/.test(rounds)) {
    throw new UsageError(`--rounds ${rounds}: must be a number from 1 to 999999`)
  }
  return { rounds: Number(rounds ?? 60), filter, json, profile, synthetic, help: wanted }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        filter: { type: 'string' },
        json: { type: 'string' },
        profile: { type: 'string' },
        synthetic: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
