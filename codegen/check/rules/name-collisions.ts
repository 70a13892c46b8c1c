import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import { quote } from '../wording.js'

const propertyCollision: RuleDescription = {
  name: 'property-collision',
  severity: 'warning',
  description: 'No two properties of an object differ only in letter case and punctuation.',
}

const definitionCollision: RuleDescription = {
  name: 'definition-collision',
  severity: 'warning',
  description: 'No two definitions of a document differ only in letter case and punctuation.',
}

const nsidCollision: RuleDescription = {
  name: 'nsid-collision',
  severity: 'warning',
  description: 'No two NSIDs differ only in letter case, hyphens and dots.',
}

/** Such names are warned about only: generated code tells them apart, though its readers may not. */
export const nameCollisionsRule: RuleFamily = {
  rules: [propertyCollision, definitionCollision, nsidCollision],
  *check(corpus) {
    for (const { document, path, schema } of schemaSites(corpus)) {
      if (schema.type !== 'object' && schema.type !== 'params') continue
      for (const { name, message } of collisions(Object.keys(schema.properties))) {
        const at = [...path, 'properties', name]
        const { source } = document
        yield { rule: propertyCollision, source, path: at, part: 'key', message }
      }
    }
    for (const { source, definitionNames } of corpus.documents) {
      for (const { name, message } of collisions(definitionNames)) {
        yield { rule: definitionCollision, source, path: ['defs', name], part: 'key', message }
      }
    }
    for (const { name, message } of collisions(corpus.byNsid.keys())) {
      const document = corpus.byNsid.get(name)
      if (document?.named !== true) continue
      yield { rule: nsidCollision, source: document.source, path: ['id'], message }
    }
  },
}

/** Each name that is like an earlier one. */
function* collisions(
  names: Iterable<string>,
): Generator<{ readonly name: string; readonly message: string }> {
  const firstOf = new Map<string, string>()
  for (const name of names) {
    const folded = fold(name)
    const first = firstOf.get(folded)
    if (first === undefined) firstOf.set(folded, name)
    else yield { name, message: `${quote(name)} is easily mistaken for ${quote(first)}` }
  }
}

/** Drops what an identifier would lose; a name with nothing left stands for itself. */
function fold(name: string): string {
  const kept = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return kept === '' ? name : kept
}
