import { isCid } from '../values/cid-link.js'

/**
 * Whether two decoded values are the same value of the data model, whichever wire formats they came
 * in. Members that are undefined count as absent.
 */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && sameItems(a, b)
  }
  if (isCid(a) || isCid(b)) return isCid(a) && isCid(b) && sameItems(a.bytes, b.bytes)
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && sameItems(a, b)
  }
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => sameContent(own(a, name), own(b, name)))
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!sameContent(a[i], b[i])) return false
  return true
}

function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined
}
