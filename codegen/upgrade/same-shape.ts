import { isDeepStrictEqual } from 'node:util'

import { isJsonObject } from '../load/json-value.js'

/** Whether two definitions are the same, descriptions aside. */
export function isSameShape(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutDescriptions(one), withoutDescriptions(other))
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.map(withoutDescriptions)
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== 'description' || typeof member !== 'string')
      .map(([name, member]) => [name, withoutDescriptions(member)]),
  )
}
