import type { RuleDescription } from '../../load/diagnostic.js'
import { subprotocolTokens } from '../../load/lexicon.js'
import { suggest } from '../near-match.js'
import type { RuleFamily } from '../rule.js'
import { streamsOf } from '../streams.js'
import { listWords, quote } from '../wording.js'

const subprotocol: RuleDescription = {
  name: 'subprotocol',
  severity: 'error',
  description: `"subprotocol" is one of ${listWords(subprotocolTokens, 'and')}.`,
}

export const subprotocolRule: RuleFamily = {
  rules: [subprotocol],
  *check(corpus) {
    const known: readonly string[] = subprotocolTokens
    for (const { document, subscription } of streamsOf(corpus)) {
      const token = subscription.subprotocol
      if (token === undefined || known.includes(token)) continue
      yield {
        rule: subprotocol,
        source: document.source,
        path: ['defs', 'main', 'subprotocol'],
        message: `unknown subprotocol ${quote(token)}`,
        hint: suggest(token, known) ?? `it can be ${listWords(known, 'or')}`,
      }
    }
  },
}
