import type { Level } from './level.js'

/** Who has to keep a rule. */
export type Side = 'server' | 'client'

/** A rule as it is written down, whoever judges it and however. */
export interface StatedRule {
  readonly level: Level
  /** One normative sentence, with MUST, SHOULD or MAY. */
  readonly text: string
  /** Where it comes from: a document, and a section, a subject or a requirement (`CUR-1`) of it. */
  readonly reference: string
  /** What has to be prepared at a server before it can be judged; absent where nothing has to. */
  readonly needs?: string
}

/** Rules by their ids. */
export type StatedRules = Readonly<Record<string, StatedRule>>
