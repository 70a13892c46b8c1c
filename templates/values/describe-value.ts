import { isCid } from './cid-link.js'

/** What a value is, for error messages: `a string`, `null`, `bytes`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'an array'
  return isCid(value) ? 'a link' : 'an object'
}
