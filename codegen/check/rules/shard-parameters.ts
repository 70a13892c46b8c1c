import type { RuleDescription } from '../../load/diagnostic.js'
import type { RuleFamily } from '../rule.js'
import { streamsOf } from '../streams.js'
import { quote } from '../wording.js'

const shardParameters: RuleDescription = {
  name: 'shard-parameters',
  severity: 'error',
  description:
    'A subscription has both parameters "shard" and "shardCount", as integers, or neither.',
}

const names = ['shard', 'shardCount'] as const

export const shardParametersRule: RuleFamily = {
  rules: [shardParameters],
  *check(corpus) {
    for (const { document, subscription } of streamsOf(corpus)) {
      const { source } = document
      const properties = subscription.parameters?.properties ?? {}
      const present = names.filter((name) => Object.hasOwn(properties, name))
      for (const name of present) {
        const path = ['defs', 'main', 'parameters', 'properties', name]
        const type = properties[name]?.type
        const other = name === 'shard' ? 'shardCount' : 'shard'
        if (type !== undefined && type !== 'integer') {
          const message = `the parameter ${quote(name)} must be an integer, not ${quote(type)}`
          yield { rule: shardParameters, source, path: [...path, 'type'], message }
        }
        if (!present.includes(other)) {
          const message = `the parameter ${quote(name)} must be accompanied by ${quote(other)}`
          yield { rule: shardParameters, source, path, part: 'key', message }
        }
      }
    }
  },
}
