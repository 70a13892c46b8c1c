import { quote } from '../../check/wording.js'
import type { LexiconDefinition, LexiconDocument } from '../../load/lexicon.js'
import type { Change } from '../finding.js'
import type { EvolutionRule } from '../rule.js'
import { evolutionRules } from '../rules.js'

/** Says that a definition is gone. */
export function definitionRemoved({ type }: LexiconDefinition, name: string, nsid: string): Change {
  const rule = removalRule(type)
  const full = name === 'main' ? nsid : `${nsid}#${name}`
  const what = rule === undefined ? `definition ${quote(name)}` : `${type} ${full}`
  return {
    rule: rule ?? evolutionRules.definitionRemoved,
    path: ['defs', name],
    message: `the ${what} was removed`,
  }
}

/** Says that a document is gone, with an endpoint or the like or with mere definitions. */
export function documentRemoved({ id, defs }: LexiconDocument): Change {
  const used = Object.values(defs).some(({ type }) => removalRule(type) !== undefined)
  return {
    rule: used ? evolutionRules.documentRemoved : evolutionRules.definitionRemoved,
    path: [],
    message: `the document ${id} was removed`,
  }
}

/** The rule about what programs that run use by its name; absent for mere definitions. */
function removalRule(type: LexiconDefinition['type']): EvolutionRule | undefined {
  switch (type) {
    case 'subscription':
    case 'query':
    case 'procedure':
      return evolutionRules.endpointRemoved
    case 'record':
      return evolutionRules.recordRemoved
    case 'permission-set':
      return evolutionRules.permissionSetRemoved
    default:
      return undefined
  }
}
