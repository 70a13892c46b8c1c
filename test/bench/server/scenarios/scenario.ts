import type { RunSettings as AnyRunSettings } from '../../scenario-run.js'
import type { Section } from '../section.js'

/** What a scenario of the server is told. */
export interface RunSettings extends AnyRunSettings {
  /** How many messages may be on their way to the slowest subscriber of a fan-out. */
  readonly window: number
}

/** A part of the benchmark. */
export interface Scenario {
  /** What `--filter` looks at. */
  readonly name: string
  /** @throws Error where a contender does not do its work */
  run(settings: RunSettings): Promise<Section>
}
