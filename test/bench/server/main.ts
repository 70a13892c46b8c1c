import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import { count } from '../../../codegen/count.js'
import { loadCorpus } from '../corpus.js'
import type { Paint } from '../table.js'
import { help, parseOptions, selected, type Options } from './command-line.js'
import { formatGoals, formatSection, toJson } from './report.js'
import { backfill } from './scenarios/backfill.js'
import { durablePublish } from './scenarios/durable-publish.js'
import { fanOut } from './scenarios/fan-out.js'
import { idleConnections } from './scenarios/idle-connections.js'
import { latency } from './scenarios/latency.js'
import type { RunSettings, Scenario } from './scenarios/scenario.js'
import type { Figure } from './section.js'

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

/** How the one who calls shows things. */
export interface Display {
  readonly paint: Paint
  /** Shows a line that the next one replaces; an empty one leaves nothing. */
  readonly progress: (text: string) => void
}

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
  const chosen = selected(scenarios, options.filter)
  if (options.json !== undefined) await (await open(options.json, 'a')).close()
  const interruption = new AbortController()
  const interrupt = () => {
    process.exitCode = 130
    interruption.abort(new Error('interrupted'))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'lexstream-bench-'))
  try {
    await runAll(chosen, options, folder, interruption.signal, display)
  } catch (error) {
    if (!interruption.signal.aborted) throw error
    display.progress('')
    process.stderr.write('bench: interrupted\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

async function runAll(
  chosen: readonly Scenario[],
  options: Options,
  folder: string,
  signal: AbortSignal,
  { paint, progress }: Display,
): Promise<void> {
  const { rounds, quick, window, json } = options
  const corpus = options.synthetic ? 'synthetic' : 'captured'
  const settings: RunSettings = { rounds, quick, window, corpus, folder, signal, progress }
  process.stdout.write(`${await describeRun(options)}\n\n`)
  const figures: Figure[] = []
  const explained = new Set<string>()
  for (const scenario of chosen) {
    const section = await scenario.run(settings)
    progress('')
    process.stdout.write(formatSection(section, explained, paint))
    figures.push(...section.figures)
    // What there is so far is there even if a later one fails.
    if (json !== undefined) await writeFile(json, toJson(figures))
  }
  process.stdout.write(formatGoals(figures, paint))
}

async function describeRun({ rounds, quick, synthetic }: Options): Promise<string> {
  const { frames, origin } = await loadCorpus(synthetic)
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
  const size = `${Math.round(bytes / frames.length)} bytes each on average`
  const processors = cpus()
  const machine = `Node ${process.version}, ${arch()}, ${count(processors.length, 'core')} of ${processors[0]?.model ?? 'an unknown processor'}`
  const kind = quick ? 'quick: not for comparison' : count(rounds, 'round')
  return `${origin}, over and over, ${size}; ${kind}; ${machine}`
}
