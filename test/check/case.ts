import type { InMemoryFolder } from './in-memory-folder.js'

/** A small lexicon folder, and exactly what `check` must say about it. */
export interface Case {
  readonly name: string
  readonly folder: InMemoryFolder
  readonly lines: readonly string[]
}
