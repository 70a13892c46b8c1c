import { parseArgs } from 'node:util'

import { UsageError } from '../command-line.js'
import type { Scenario } from './scenarios/scenario.js'

/** @param scenarios what `--filter` chooses from */
export function help(scenarios: readonly Scenario[]): string {
  return `Usage: npm run bench -- server [options]

Times the generated stream server against @atproto/xrpc-server and bare ws over the loopback
interface: each server in a process of its own, together with the one who publishes; subscribers in
others; the servers in turn. Every subscriber's messages are counted and must be exactly those that
were published. It takes about five minutes, and wants a machine that does nothing else.

Scenarios:
${scenarios.map(({ name }) => `  ${name}\n`).join('')}
Options:
  --filter TEXT  only the scenarios whose name contains TEXT, in either case
  --rounds N     how many turns each server has (default: 5; long ones have at most 3)
  --window N     how many messages of a fan-out may be on their way to the slowest subscriber; the
                 fewer, the less can be sent together (default: 512)
  --quick        everything smaller and one round: to see that it runs, not to compare
  --json FILE    also write the figures {name, measure, value, goal, met} to FILE
  --folder PATH  where databases are written, some hundred megabytes at a time; they are removed
                 afterwards (default: the system's folder for temporary files)
  --synthetic    use frames made here even where captured ones are present
  -h, --help     print help

Examples:
  npm run bench -- server
  npm run bench -- server --filter "fan-out to 100" --rounds 9
  npm run bench -- server --filter "fan-out to 100" --window 16
  npm run bench -- server --filter durable --folder /var/tmp
  npm run bench -- server --quick --json figures.json

Exit codes:
  0    the figures were taken, whether or not they reach the goals
  2    a wrong option, or a server does not do its work
  130  interrupted
`
}

export interface Options {
  readonly filter: string
  readonly rounds: number
  readonly window: number
  readonly quick: boolean
  readonly json: string | undefined
  readonly folder: string | undefined
  readonly synthetic: boolean
  readonly help: boolean
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args)
  const { filter = '', json, folder, help: wanted = false } = values
  const { quick = false, synthetic = false } = values
  return {
    filter,
    rounds: numberOf('--rounds', values.rounds) ?? (quick ? 1 : 5),
    window: numberOf('--window', values.window) ?? 512,
    quick,
    json,
    folder,
    synthetic,
    help: wanted,
  }
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new UsageError(`${option} ${text}: must be a number from 1 to 9999`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        filter: { type: 'string' },
        rounds: { type: 'string' },
        window: { type: 'string' },
        quick: { type: 'boolean' },
        json: { type: 'string' },
        folder: { type: 'string' },
        synthetic: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/**
 * The scenarios that `--filter` lets through.
 *
 * @throws UsageError where there is none
 */
export function selected(scenarios: readonly Scenario[], filter: string): readonly Scenario[] {
  const chosen = scenarios.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
  if (chosen.length > 0) return chosen
  const names = scenarios.map(({ name }) => `  ${name}\n`).join('')
  throw new UsageError(
    `--filter ${filter}: no scenario has that in its name; there are\n${names.trimEnd()}`,
  )
}
