import type { evolutionRules } from '../../../codegen/breaking/rules.js'
import * as bodies from './bodies.js'
import type { EvolutionExample, RuleExamples } from './evolution-example.js'
import * as fields from './fields.js'
import * as parameters from './parameters.js'
import * as permissions from './permissions.js'
import * as records from './records.js'
import * as removals from './removals.js'
import * as streams from './streams.js'
import * as unions from './unions.js'
import * as values from './values.js'

const { oneWay, ...ofBodies } = bodies

/** For every rule, changes that break it and changes near to them that do not. */
export const ruleExamples: Readonly<Record<keyof typeof evolutionRules, RuleExamples>> = {
  ...removals,
  ...permissions,
  ...streams,
  ...unions,
  ...fields,
  ...values,
  ...parameters,
  ...ofBodies,
  ...records,
}

export const evolutionExamples: readonly EvolutionExample[] = [
  ...Object.values(ruleExamples).flatMap(({ breaks, keeps }) => [...breaks, ...keeps]),
  ...oneWay,
]
