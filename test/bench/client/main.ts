import { selected } from '../scenario-options.js'
import { runScenarios, type Display, type Scenario } from '../scenario-run.js'
import { help, parseOptions } from './command-line.js'
import { backfill } from './scenarios/backfill.js'
import { receive } from './scenarios/receive.js'
import { shards } from './scenarios/shards.js'
import { stalledConsumer } from './scenarios/stalled-consumer.js'

/** In the order of the report. */
const scenarios: readonly Scenario[] = [
  // With fewer, what the engine compiles anew for each subscription is a part of what is measured.
  receive(60_000),
  shards(100_000),
  stalledConsumer(60),
  backfill(1_000_000),
]

/**
 * Runs the benchmark of the stream client.
 *
 * @param args what follows `client` on the command line
 * @throws UsageError where an option is wrong
 * @throws Error where a contender does not do its work
 */
export async function runClientBench(args: readonly string[], display: Display): Promise<void> {
  const options = parseOptions(args)
  if (options.help) process.stdout.write(help(scenarios))
  else await runScenarios(selected(scenarios, options.filter), options, display)
}
