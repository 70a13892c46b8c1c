import { clientRules } from './client-rules.js'
import { coreRules } from './core-rules.js'
import { cursorRules } from './cursor-rules.js'
import { encodingRules } from './encoding-rules.js'
import { shardRules } from './shard-rules.js'
import type { Side, StatedRule, StatedRules } from './stated-rule.js'
import { timeRules } from './time-rules.js'

const serverRules = { ...coreRules, ...encodingRules, ...cursorRules, ...timeRules, ...shardRules }

export type ServerRuleId = keyof typeof serverRules
export type ClientRuleId = keyof typeof clientRules
export type RuleId = ServerRuleId | ClientRuleId

/** A rule of the catalogue. */
export interface ConformanceRule extends StatedRule {
  /** Stable: scripts may look for it. */
  readonly id: RuleId
  readonly side: Side
}

/** Every rule, those of servers first, by level, in the order in which they are reported. */
export const rules: readonly ConformanceRule[] = [
  ...listed(serverRules, 'server'),
  ...listed(clientRules, 'client'),
]

/** What a rule says. */
export function ruleOf(id: RuleId): ConformanceRule {
  const rule = rules.find((candidate) => candidate.id === id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  return rule
}

export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(serverRules, id) || Object.hasOwn(clientRules, id)
}

function listed(stated: StatedRules, side: Side): ConformanceRule[] {
  return Object.entries(stated).flatMap(([id, rule]) =>
    isRuleId(id) ? [{ ...rule, id, side }] : [],
  )
}
