import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import { count } from '../../codegen/count.js'
import { loadCorpus } from './corpus.js'
import type { ScenarioOptions } from './scenario-options.js'
import { formatGoals, formatSection, toJson } from './server/report.js'
import type { Figure, Section } from './server/section.js'
import type { Paint } from './table.js'

/** What a scenario is told. */
export interface RunSettings {
  /** How many times each contender has its turn; the medians are reported. */
  readonly rounds: number
  /** Whether everything is smaller and shorter, to see that it runs. */
  readonly quick: boolean
  /** Which frames there are: captured ones where they are present, or always some made here. */
  readonly corpus: 'captured' | 'synthetic'
  /** A folder for databases, which is removed afterwards. */
  readonly folder: string
  /** Aborted when someone wants it to end. */
  readonly signal: AbortSignal
  /** Says what is being done, for people who wait. */
  readonly progress: (text: string) => void
}

/** A part of a benchmark. */
export interface Scenario {
  /** What `--filter` looks at. */
  readonly name: string
  /** @throws Error where a contender does not do its work */
  run(settings: RunSettings): Promise<Section>
}

/** How the one who calls shows things. */
export interface Display {
  readonly paint: Paint
  /** Shows a line that the next one replaces; an empty one leaves nothing. */
  readonly progress: (text: string) => void
}

/**
 * Runs scenarios one after the other, and reports each when it is through. SIGINT and SIGTERM end it:
 * what the scenarios started ends, and the exit code is 130.
 *
 * @throws what a scenario throws
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: ScenarioOptions,
  display: Display,
): Promise<void> {
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
    await runAll(scenarios, options, folder, interruption.signal, display)
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
  scenarios: readonly Scenario[],
  options: ScenarioOptions,
  folder: string,
  signal: AbortSignal,
  { paint, progress }: Display,
): Promise<void> {
  const { rounds, quick, json } = options
  const corpus = options.synthetic ? 'synthetic' : 'captured'
  const settings: RunSettings = { rounds, quick, corpus, folder, signal, progress }
  process.stdout.write(`${await describeRun(options)}\n\n`)
  const figures: Figure[] = []
  const explained = new Set<string>()
  for (const scenario of scenarios) {
    const section = await scenario.run(settings)
    progress('')
    process.stdout.write(formatSection(section, explained, paint))
    figures.push(...section.figures)
    // What there is so far is there even if a later one fails.
    if (json !== undefined) await writeFile(json, toJson(figures))
  }
  process.stdout.write(formatGoals(figures, paint))
}

async function describeRun({ rounds, quick, synthetic }: ScenarioOptions): Promise<string> {
  const { frames, origin } = await loadCorpus(synthetic)
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
  const size = `${Math.round(bytes / frames.length)} bytes each on average`
  const processors = cpus()
  const machine = `Node ${process.version}, ${arch()}, ${count(processors.length, 'core')} of ${processors[0]?.model ?? 'an unknown processor'}`
  const kind = quick ? 'quick: not for comparison' : count(rounds, 'round')
  return `${origin}, over and over, ${size}; ${kind}; ${machine}`
}
