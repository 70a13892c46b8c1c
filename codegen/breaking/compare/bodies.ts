import { quote } from '../../check/wording.js'
import type { LexiconBody } from '../../load/lexicon.js'
import type { Change, Flow, Versions } from '../finding.js'
import { evolutionRules } from '../rules.js'
import { allAllowed } from './mime-patterns.js'
import { compareSchemas } from './schemas.js'

/**
 * What became of the input or the output of an endpoint. What a schema refers to is a definition, which
 * others may use for anything, and is compared as one.
 */
export function* compareBodies(
  versions: Versions<LexiconBody | undefined>,
  flow: Flow,
): Generator<Change> {
  for (const change of bodyChanges(versions, flow)) yield { ...change, flow }
}

function* bodyChanges(
  { before, after, path, nsid }: Versions<LexiconBody | undefined>,
  flow: Flow,
): Generator<Change> {
  if (before === undefined) {
    if (after === undefined) return
    const message = `there was no ${flow}, and there is one now`
    yield { rule: evolutionRules.bodyAdded, path, message }
    return
  }
  if (after === undefined) {
    yield { rule: evolutionRules.bodyRemoved, path, message: `the ${flow} was removed` }
    return
  }
  const sent = flow === 'input' ? before.encoding : after.encoding
  const expected = flow === 'input' ? after.encoding : before.encoding
  if (!allAllowed([sent], [expected])) {
    yield {
      rule: evolutionRules.bodyEncodingChanged,
      path: [...path, 'encoding'],
      message: `the encoding was ${quote(before.encoding)}, and is ${quote(after.encoding)} now`,
    }
  }
  const place = [...path, 'schema']
  if (before.schema === undefined) {
    if (after.schema === undefined) return
    const message = `the ${flow} had no schema, and has one now`
    yield { rule: evolutionRules.bodySchemaAdded, path: place, message }
  } else if (after.schema === undefined) {
    const message = `the schema of the ${flow} was removed`
    yield { rule: evolutionRules.bodySchemaRemoved, path, message }
  } else {
    yield* compareSchemas({ before: before.schema, after: after.schema, path: place, nsid })
  }
}
