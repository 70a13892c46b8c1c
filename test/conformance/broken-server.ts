import type { ServerRuleId } from '../../codegen/conformance/rules/catalogue.js'
import type { Mutation } from './mutant-server.js'

/** A server that is broken in one way. */
export interface BrokenServer extends Mutation {
  /** What is wrong with it. */
  readonly what: string
  /** The rule that it breaks, and no other. */
  readonly rule: ServerRuleId
  /** With commas between; that of the rule by default. */
  readonly levels?: string
  /** Whether it is prepared by the suite; otherwise it has some messages already. */
  readonly setup?: boolean
  /** Whether the suite waits for what never comes, which need not be for long. */
  readonly silent?: true
  /** What its numbers are where it is not prepared; `unix-micros` by default. */
  readonly seqScheme?: 'counter'
}
