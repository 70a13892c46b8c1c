import { quote } from '../../check/wording.js'
import type { LexiconDefinition, LexiconDocument } from '../../load/lexicon.js'
import type { Change, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { compareMethods, compareSubscriptions } from './endpoints.js'
import { comparePermissionSets } from './permission-sets.js'
import { definitionRemoved } from './removals.js'
import { compareObjects, compareSchemas } from './schemas.js'

/** Every change between two versions of a document that breaks a rule. */
export function* compareDocuments(
  before: LexiconDocument,
  after: LexiconDocument,
): Generator<Change> {
  const nsid = after.id
  for (const [name, old] of Object.entries(before.defs)) {
    const path = ['defs', name]
    const now = Object.hasOwn(after.defs, name) ? after.defs[name] : undefined
    if (now === undefined) {
      yield definitionRemoved(old, name, nsid)
    } else if (old.type !== now.type) {
      yield {
        rule: evolutionRules.definitionTypeChanged,
        path: [...path, 'type'],
        message: `the definition ${quote(name)} was of type ${quote(old.type)}, and is of type ${quote(now.type)} now`,
      }
    } else {
      yield* compareDefinitions({ before: old, after: now, path, nsid })
    }
  }
}

/** Both are of the same type. */
function* compareDefinitions({
  before,
  after,
  path,
  nsid,
}: Versions<LexiconDefinition>): Generator<Change> {
  if (before.type === 'subscription' && after.type === 'subscription') {
    yield* compareSubscriptions({ before, after, path, nsid })
  } else if (before.type === 'query' || before.type === 'procedure') {
    if (after.type === 'query' || after.type === 'procedure') {
      yield* compareMethods({ before, after, path, nsid })
    }
  } else if (before.type === 'record' && after.type === 'record') {
    if (before.key !== after.key) {
      yield {
        rule: evolutionRules.recordKeyChanged,
        path: [...path, 'key'],
        message: `the record key was ${quote(before.key)}, and is ${quote(after.key)} now`,
      }
    }
    yield* compareObjects({
      before: before.record,
      after: after.record,
      path: [...path, 'record'],
      nsid,
    })
  } else if (before.type === 'permission-set' && after.type === 'permission-set') {
    yield* comparePermissionSets({ before, after, path, nsid })
  } else if (isSchema(before) && isSchema(after)) {
    yield* compareSchemas({ before, after, path, nsid })
  }
}

type Schema = Exclude<
  LexiconDefinition,
  { readonly type: 'subscription' | 'query' | 'procedure' | 'record' | 'permission-set' }
>

function isSchema(definition: LexiconDefinition): definition is Schema {
  switch (definition.type) {
    case 'subscription':
    case 'query':
    case 'procedure':
    case 'record':
    case 'permission-set':
      return false
    default:
      return true
  }
}
