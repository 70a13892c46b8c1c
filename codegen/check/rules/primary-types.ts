import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { primaryTypes } from '../schema/document-schema.js'
import { quote } from '../wording.js'

const primaryNotMain: RuleDescription = {
  name: 'primary-not-main',
  severity: 'error',
  description:
    'A record, query, procedure, subscription or permission-set is the definition "main" of its document.',
}

export const primaryTypesRule: RuleFamily = {
  rules: [primaryNotMain],
  *check({ documents }) {
    for (const { source, definitions } of documents) {
      for (const [name, { type }] of definitions) {
        if (name === 'main' || !primaryTypes.includes(type)) continue
        yield {
          rule: primaryNotMain,
          source,
          path: ['defs', name],
          part: 'key',
          message: `a definition of type ${quote(type)} must be called "main", not ${quote(name)}`,
        }
      }
    }
  },
}
