import { format } from 'prettier'

import { isJsonObject } from '../../load/json-value.js'

/**
 * The text of a lexicon document as the protocol's own repository lays documents out: what prettier
 * makes of it at 80 columns, an object on one line where it fits and its members are plain values.
 *
 * Prettier leaves an object over several lines where its author began it so. One place of the
 * repository's documents is known where they did without need: the `message` of `#info`.
 */
export async function upstreamLayout(document: unknown): Promise<string> {
  return await format(sketch(document, []), { parser: 'json', printWidth: 80 })
}

const spreadByHand = 'defs.info.properties.message'

/** JSON with a line break wherever prettier has to keep one. */
function sketch(value: unknown, path: readonly string[]): string {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return `[${items.map((item) => sketch(item, path)).join(', ')}]`
  }
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${sketch(member, [...path, name])}`,
  )
  const flat = Object.values(value).every((member) => typeof member !== 'object')
  const start = flat && path.join('.') !== spreadByHand ? '{ ' : '{\n'
  return `${start}${members.join(', ')} }`
}
