import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { quote } from '../wording.js'

const duplicateNsid: RuleDescription = {
  name: 'duplicate-nsid',
  severity: 'error',
  description: 'No two documents have the same NSID.',
}

export const duplicateNsidRule: RuleFamily = {
  rules: [duplicateNsid],
  *check({ documents }) {
    const firstOf = new Map<string, string>()
    for (const { source, nsid, named } of documents) {
      if (!named) continue
      const first = firstOf.get(nsid)
      if (first === undefined) {
        firstOf.set(nsid, source.file)
        continue
      }
      const message = `${quote(nsid)} is also the NSID of ${first}`
      yield { rule: duplicateNsid, source, path: ['id'], message }
    }
  },
}
