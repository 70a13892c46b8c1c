import { parseArgs } from 'node:util'

export const help = `Usage: npm run torture -- [options]

Has a process publish to a log in SQLite and kills it (SIGKILL) at a random moment, again and again.
After each kill the log is reopened: every event that was acknowledged must be there as it was
published, no seq may be used twice, and the order must hold.

Options:
  --kills N        how many times to kill (default: 200)
  --seed N         which random moments (default: another one each time; it is printed)
  --synchronous S  full or normal: how the log is synced (default: full)
  -h, --help       print help

Exit codes:
  0  nothing was lost
  1  something was; the log is kept, and its path printed
  2  a wrong option
`

export interface Options {
  readonly kills: number
  readonly seed: number
  readonly synchronous: 'full' | 'normal'
  readonly help: boolean
}

/** Says what is wrong with the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const { kills, seed, synchronous = 'full', help: wanted = false } = parse(args)
  if (synchronous !== 'full' && synchronous !== 'normal') {
    throw new UsageError(`--synchronous ${synchronous}: must be full or normal`)
  }
  return {
    kills: numberOf('--kills', kills) ?? 200,
    seed: numberOf('--seed', seed) ?? Math.floor(Math.random() * 1_000_000),
    synchronous,
    help: wanted,
  }
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text)) {
    throw new UsageError(`${option} ${text}: must be a number from 0 to 999999`)
  }
  return Number(text)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        kills: { type: 'string' },
        seed: { type: 'string' },
        synchronous: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
