import type { RuleDescription } from '../../load/diagnostic.js'
import { nsidOfPath } from '../corpus.js'
import type { RuleFamily } from '../rule.js'
import { quote } from '../wording.js'

const filePath: RuleDescription = {
  name: 'file-path',
  severity: 'error',
  description: 'The path of a file below the lexicon folder is its NSID: a/b/c.json holds a.b.c.',
}

export const filePathRule: RuleFamily = {
  rules: [filePath],
  *check({ documents }) {
    for (const { source, nsid, named } of documents) {
      if (!named || nsidOfPath(source.relativePath) === nsid) continue
      yield {
        rule: filePath,
        source,
        path: ['id'],
        message: `${quote(nsid)} does not belong in ${source.relativePath}`,
        hint: `its file is ${nsid.replaceAll('.', '/')}.json`,
      }
    }
  },
}
