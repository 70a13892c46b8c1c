import type { RuleDescription } from '../../load/diagnostic.js'
import type { JsonPath } from '../../load/json-path.js'
import { isJsonObject } from '../../load/json-value.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'

const unsafeInteger: RuleDescription = {
  name: 'unsafe-integer',
  severity: 'error',
  description: 'Every integer lies within ±(2^53 - 1), as the data model demands.',
}

const message = 'an integer must lie within ±9007199254740991'

export const unsafeIntegersRule: RuleFamily = {
  rules: [unsafeInteger],
  *check(corpus) {
    for (const { source } of corpus.documents) {
      const revision = isJsonObject(source.json) ? source.json['revision'] : undefined
      for (const path of unsafeNumbers(revision, ['revision'])) {
        yield { rule: unsafeInteger, source, path, message }
      }
    }
    for (const { document, path, schema } of schemaSites(corpus)) {
      for (const [member, value] of Object.entries(schema)) {
        for (const at of unsafeNumbers(value, [...path, member])) {
          yield { rule: unsafeInteger, source: document.source, path: at, message }
        }
      }
    }
  },
}

/** Looks at a number or a list of numbers; a nested schema is a site of its own. */
function* unsafeNumbers(value: unknown, path: JsonPath): Generator<JsonPath> {
  if (isUnsafe(value)) yield path
  if (!Array.isArray(value)) return
  const items: readonly unknown[] = value
  for (const [index, item] of items.entries()) {
    if (isUnsafe(item)) yield [...path, index]
  }
}

/** A fraction is no integer in the first place, which the document's shape tells. */
function isUnsafe(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value)
}
