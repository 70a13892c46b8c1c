import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { quote } from '../wording.js'

const definitionName: RuleDescription = {
  name: 'definition-name',
  severity: 'error',
  description:
    'The name of a definition can stand in a ref: it is not empty, and has no "#" and no white space.',
}

export const definitionNamesRule: RuleFamily = {
  rules: [definitionName],
  *check({ documents }) {
    for (const { source, definitionNames } of documents) {
      for (const name of definitionNames) {
        if (/^[^#\s]+$/.test(name)) continue
        const message = `no ref can name a definition called ${quote(name)}`
        yield { rule: definitionName, source, path: ['defs', name], part: 'key', message }
      }
    }
  },
}
