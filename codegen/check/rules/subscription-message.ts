import type { RuleFamily } from '../rule.js'
import { subscriptionMessage } from '../shape-rules.js'
import { streamsOf } from '../streams.js'

/** That the messages are a union at all is seen with the document's shape, under the same name. */
export const subscriptionMessageRule: RuleFamily = {
  rules: [subscriptionMessage],
  *check(corpus) {
    for (const { document, subscription } of streamsOf(corpus)) {
      if (subscription.message.schema.refs.length > 0) continue
      yield {
        rule: subscriptionMessage,
        source: document.source,
        path: ['defs', 'main', 'message', 'schema', 'refs'],
        message: 'a subscription must have at least one message',
      }
    }
  },
}
