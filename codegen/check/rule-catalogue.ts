import { compareByCodeUnit } from '../load/code-unit-order.js'
import type { RuleDescription } from '../load/diagnostic.js'
import { loadRules } from '../load/load-rules.js'
import type { RuleFamily } from './rule.js'
import { cursorAndSeqRule } from './rules/cursor-and-seq.js'
import { cursorDefinitionRule } from './rules/cursor-definition.js'
import { definitionNamesRule } from './rules/definition-names.js'
import { duplicateNsidRule } from './rules/duplicate-nsid.js'
import { duplicateValuesRule } from './rules/duplicate-values.js'
import { filePathRule } from './rules/file-path.js'
import { nameCollisionsRule } from './rules/name-collisions.js'
import { objectMembersRule } from './rules/object-members.js'
import { primaryTypesRule } from './rules/primary-types.js'
import { referencesRule } from './rules/references.js'
import { shardKeyRule } from './rules/shard-key.js'
import { shardParametersRule } from './rules/shard-parameters.js'
import { subprotocolRule } from './rules/subprotocol.js'
import { subscriptionMessageRule } from './rules/subscription-message.js'
import { unsafeIntegersRule } from './rules/unsafe-integers.js'
import { unusedDefinitionsRule } from './rules/unused-definitions.js'
import { valueConstraintsRule } from './rules/value-constraints.js'
import { shapeRules } from './shape-rules.js'
import { upstreamParser } from './upstream-parser.js'

/** The rules that look at definitions of the right shape, alone or together. */
export const ruleFamilies: readonly RuleFamily[] = [
  filePathRule,
  duplicateNsidRule,
  primaryTypesRule,
  definitionNamesRule,
  referencesRule,
  objectMembersRule,
  valueConstraintsRule,
  unsafeIntegersRule,
  duplicateValuesRule,
  subscriptionMessageRule,
  subprotocolRule,
  cursorAndSeqRule,
  cursorDefinitionRule,
  shardKeyRule,
  shardParametersRule,
  unusedDefinitionsRule,
  nameCollisionsRule,
]

/** Every rule that a diagnostic can name, sorted by name. */
export const ruleCatalogue: readonly RuleDescription[] = [
  ...loadRules,
  ...shapeRules,
  ...ruleFamilies.flatMap(({ rules }) => rules),
  upstreamParser,
].toSorted((a, b) => compareByCodeUnit(a.name, b.name))
