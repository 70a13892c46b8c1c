import { isArray } from '../../templates/values/lex-map.js'
import type { LexValue } from '../../templates/values/lex-value.js'
import { ownField } from '../../templates/values/own-field.js'
import type { AnyMessage } from './any-message.js'
import { isMap } from './decoded-value.js'

/**
 * The fields that a message has of those that were asked for, in the order of the asking. `a.b` is
 * the `b` of what is at `a`, or of each of its items where that is an array.
 */
export function selectFields(
  message: AnyMessage,
  wanted: readonly string[],
): (readonly [string, LexValue])[] {
  return wanted.flatMap((path) => {
    const value = ownField(message, path) ?? follow(message, path.split('.'))
    return value === undefined ? [] : [[path, value] as const]
  })
}

function follow(value: LexValue, path: readonly string[]): LexValue | undefined {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (isArray(value)) {
    const found = value.flatMap((item) => {
      const inItem = follow(item, path)
      return inItem === undefined ? [] : [inItem]
    })
    return found.length === 0 ? undefined : found
  }
  const next = isMap(value) ? ownField(value, name) : undefined
  return next === undefined ? undefined : follow(next, rest)
}
