import type { Stages } from '../pipeline.js'
import type { Terminal } from '../terminal.js'

/** What a command has besides its options. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Aborted, with an `Interruption` as its reason, when the program is to stop. */
  readonly interrupt: AbortSignal
  /** The generator's stages, where others than its own are to be used. */
  readonly stages?: Stages
}
