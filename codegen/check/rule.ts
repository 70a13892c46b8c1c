import type { RuleDescription } from '../load/diagnostic.js'
import type { Corpus } from './corpus.js'
import type { Finding } from './finding.js'

/** One rule, or a few that are so close that one walk finds what breaks any of them. */
export interface RuleFamily {
  readonly rules: readonly RuleDescription[]
  /** What breaks these rules, in any order. Looks only at definitions whose shape is right. */
  check(corpus: Corpus): Iterable<Finding>
}
