import type { Severity } from '../load/diagnostic.js'

/**
 * What a change may break:
 *
 * - `wire`: programs that run already. By the Lexicon rules of evolution old data must be valid under the
 *   new document, and new data under the old one.
 * - `source`: programs that are compiled anew with the generated types.
 */
export const scopes = ['wire', 'source'] as const

export type Scope = (typeof scopes)[number]

/** A rule of lexicon evolution, as documentation and findings name it. */
export interface EvolutionRule {
  /** Stable, in kebab case. */
  readonly name: string
  /** One sentence: what must not happen, and whom it would break. */
  readonly description: string
  /** How bad it is for programs that run already; absent where they do not notice. */
  readonly wire?: Severity
  /** How bad it is for programs that are compiled anew; absent where they do not notice. */
  readonly source?: Severity
  /**
   * Whose data is refused, where it is that of one side alone: what was written under the old document,
   * or what is written under the new one. Decides what the rule means where data goes one way only.
   */
  readonly refuses?: 'old' | 'new'
}
