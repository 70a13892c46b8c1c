import { parseArgs } from 'node:util'

import {
  numberOf,
  scenarioArgs,
  scenarioOptions,
  withUsageErrors,
  type ScenarioOptions,
} from '../scenario-options.js'
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

export interface Options extends ScenarioOptions {
  readonly window: number
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const { values } = withUsageErrors(() =>
    parseArgs({ args: [...args], options: { ...scenarioArgs, window: { type: 'string' } } }),
  )
  return { ...scenarioOptions(values), window: numberOf('--window', values.window) ?? 512 }
}
