import type { RuleDescription } from '../../load/diagnostic.js'
import type { LexiconObject } from '../../load/lexicon.js'
import { suggest } from '../near-match.js'
import type { RuleFamily } from '../rule.js'
import { schemaSites } from '../schema-sites.js'
import { quote } from '../wording.js'

const shardKey: RuleDescription = {
  name: 'shard-key',
  severity: 'error',
  description: '"shardKey" names a property of type "string" that is required and not nullable.',
}

export const shardKeyRule: RuleFamily = {
  rules: [shardKey],
  *check(corpus) {
    for (const { document, path, schema } of schemaSites(corpus)) {
      if (schema.type !== 'object' || schema.shardKey === undefined) continue
      const fault = faultOf(schema.shardKey, schema)
      if (fault === undefined) continue
      yield { rule: shardKey, source: document.source, path: [...path, 'shardKey'], ...fault }
    }
  },
}

function faultOf(
  name: string,
  { properties, required, nullable }: LexiconObject,
): { readonly message: string; readonly hint?: string | undefined } | undefined {
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (property === undefined) {
    return {
      message: `shardKey names ${quote(name)}, which is not a property`,
      hint: suggest(name, Object.keys(properties)),
    }
  }
  if (property.type !== 'string') {
    return { message: `the shard key ${quote(name)} must be a string, not ${quote(property.type)}` }
  }
  if (required?.includes(name) !== true) {
    return { message: `the shard key ${quote(name)} must be required` }
  }
  if (nullable?.includes(name) === true) {
    return { message: `the shard key ${quote(name)} must not be nullable` }
  }
  return undefined
}
