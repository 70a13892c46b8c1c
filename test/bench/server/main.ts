import { selected } from '../scenario-options.js'
import { runScenarios, type Display, type RunSettings } from '../scenario-run.js'
import { help, parseOptions } from './command-line.js'
import { backfill } from './scenarios/backfill.js'
import { durablePublish } from './scenarios/durable-publish.js'
import { fanOut } from './scenarios/fan-out.js'
import { idleConnections } from './scenarios/idle-connections.js'
import { latency } from './scenarios/latency.js'
import type { Scenario } from './scenarios/scenario.js'

/** In the order of the report. */
const scenarios: readonly Scenario[] = [
  fanOut(1, 20_000),
  fanOut(10, 10_000),
  fanOut(100, 4000),
  latency(5),
  backfill(1_000_000, 'small'),
  backfill(100_000, 'real'),
  durablePublish(100_000, 'small'),
  durablePublish(30_000, 'real'),
  idleConnections(10_000),
]

/**
 * Runs the benchmark of the stream server.
 *
 * @param args what follows `server` on the command line
 * @throws UsageError where an option is wrong
 * @throws Error where a contender does not do its work
 */
export async function runServerBench(args: readonly string[], display: Display): Promise<void> {
  const options = parseOptions(args)
  if (options.help) {
    process.stdout.write(help(scenarios))
    return
  }
  const { window } = options
  const chosen = selected(scenarios, options.filter).map((scenario) => ({
    name: scenario.name,
    run: (settings: RunSettings) => scenario.run({ ...settings, window }),
  }))
  await runScenarios(chosen, options, display)
}
