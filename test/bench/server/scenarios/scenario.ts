import type { Section } from '../section.js'

/** What a scenario is told. */
export interface RunSettings {
  /** How many times each contender has its turn; the medians are reported. */
  readonly rounds: number
  /** Whether everything is smaller and shorter, to see that it runs. */
  readonly quick: boolean
  /** Which frames there are: captured ones where they are present, or always some made here. */
  readonly corpus: 'captured' | 'synthetic'
  /** How many messages may be on their way to the slowest subscriber of a fan-out. */
  readonly window: number
  /** A folder for databases, which is removed afterwards. */
  readonly folder: string
  /** Aborted when someone wants it to end. */
  readonly signal: AbortSignal
  /** Says what is being done, for people who wait. */
  readonly progress: (text: string) => void
}

/** A part of the benchmark. */
export interface Scenario {
  /** What `--filter` looks at. */
  readonly name: string
  /** @throws Error where a contender does not do its work */
  run(settings: RunSettings): Promise<Section>
}
