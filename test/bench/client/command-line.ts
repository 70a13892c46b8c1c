import { parseArgs } from 'node:util'

import {
  scenarioArgs,
  scenarioOptions,
  withUsageErrors,
  type ScenarioOptions,
} from '../scenario-options.js'
import type { Scenario } from '../scenario-run.js'

/** @param scenarios what `--filter` chooses from */
export function help(scenarios: readonly Scenario[]): string {
  return `Usage: npm run bench -- client [options]

Times the generated stream client against Subscription of @atproto/xrpc-server and @atcute/firehose,
each validating, over the loopback interface: the server in a process of its own, each client in
another, the clients in turn. Every message has to arrive, once and in order. It takes about two
minutes, and wants a machine that does nothing else.

Scenarios:
${scenarios.map(({ name }) => `  ${name}\n`).join('')}
Options:
  --filter TEXT  only the scenarios whose name contains TEXT, in either case
  --rounds N     how many turns each client has (default: 5; long ones have at most 3)
  --quick        everything smaller and one round: to see that it runs, not to compare
  --json FILE    also write the figures {name, measure, value, goal, met} to FILE
  --folder PATH  where the database is written, some hundred megabytes; it is removed afterwards
                 (default: the system's folder for temporary files)
  --synthetic    use frames made here even where captured ones are present
  -h, --help     print help

Examples:
  npm run bench -- client
  npm run bench -- client --filter receive --rounds 9
  npm run bench -- client --quick --json figures.json
  NODE_OPTIONS="--cpu-prof --cpu-prof-dir=profiles" node_modules/.bin/node --expose-gc \\
    --import ./test/bench/typescript-imports.ts test/bench/main.ts client --filter receive

Exit codes:
  0    the figures were taken, whether or not they reach the goals
  2    a wrong option, or a client does not do its work
  130  interrupted
`
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): ScenarioOptions {
  const { values } = withUsageErrors(() => parseArgs({ args: [...args], options: scenarioArgs }))
  return scenarioOptions(values)
}
