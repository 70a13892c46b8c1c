import type { LexMap, LexValue } from '../../templates/values/lex-value.js'

/** A message of any stream, as it came: its full type and its fields, unchecked. */
export interface AnyMessage extends LexMap {
  readonly $type: string
}

/** A message's type as its stream's lexicon calls it: `#commit`, or the full type of another document. */
export function shortTypeOf(message: AnyMessage, nsid: string): string {
  const { $type } = message
  return $type.startsWith(`${nsid}#`) ? $type.slice(nsid.length) : $type
}

/** The fields of a message but its type, in the order in which they came. */
export function fieldsOf(message: AnyMessage): (readonly [string, LexValue])[] {
  const fields: (readonly [string, LexValue])[] = []
  for (const name of Object.keys(message)) {
    const value = message[name]
    if (name !== '$type' && value !== undefined) fields.push([name, value])
  }
  return fields
}
