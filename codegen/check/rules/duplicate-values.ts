import type { RuleDescription } from '../../load/diagnostic.js'
import type { JsonPath } from '../../load/json-path.js'
import type { Finding } from '../finding.js'
import type { CorpusDocument } from '../corpus.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import { describeValue, quote } from '../wording.js'

const duplicateValue: RuleDescription = {
  name: 'duplicate-value',
  severity: 'warning',
  description:
    'A list of values or names ("enum", "knownValues", "required", "nullable", "accept", "errors") names each once.',
}

const lists = ['enum', 'knownValues', 'required', 'nullable', 'accept'] as const

export const duplicateValuesRule: RuleFamily = {
  rules: [duplicateValue],
  *check(corpus) {
    for (const { document, path, schema } of schemaSites(corpus)) {
      const members: { readonly [name: string]: unknown } = { ...schema }
      for (const list of lists) {
        const values = members[list]
        if (Array.isArray(values)) yield* repeated(values, [...path, list], document)
      }
    }
    for (const document of corpus.documents) {
      const main = document.definitions.get('main')
      if (main?.type !== 'query' && main?.type !== 'procedure' && main?.type !== 'subscription') {
        continue
      }
      const names = new Set<string>()
      for (const [index, { name }] of (main.errors ?? []).entries()) {
        if (names.has(name)) {
          const path = ['defs', 'main', 'errors', index, 'name']
          const message = `${quote(name)} is the name of an earlier error`
          yield { rule: duplicateValue, source: document.source, path, message }
        }
        names.add(name)
      }
    }
  },
}

function* repeated(
  values: readonly unknown[],
  path: JsonPath,
  { source }: CorpusDocument,
): Generator<Finding> {
  const seen = new Set<unknown>()
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) {
      const message = `${describeValue(value)} stands more than once in this list`
      yield { rule: duplicateValue, source, path: [...path, index], message }
    }
    seen.add(value)
  }
}
