import type { LexiconObject, LexiconSchema } from '../load/lexicon.js'

/** The property that decides a message's shard: the one named, or the DID that it is about. */
export function shardKeyOf(schema: LexiconObject): string | undefined {
  if (schema.shardKey !== undefined) return schema.shardKey
  return ['did', 'repo'].find((name) =>
    alwaysHas(schema, name, (part) => part.type === 'string' && part.format === 'did'),
  )
}

/** Whether an object has a property of some kind in every one of its values. */
export function alwaysHas(
  { properties, required, nullable }: LexiconObject,
  name: string,
  isWanted: (schema: LexiconSchema) => boolean,
): boolean {
  const property = properties[name]
  return (
    property !== undefined &&
    isWanted(property) &&
    required?.includes(name) === true &&
    nullable?.includes(name) !== true
  )
}
