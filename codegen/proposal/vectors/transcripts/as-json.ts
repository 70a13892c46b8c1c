import type { Json } from '../encode/json.js'

/**
 * Plain data as JSON has it, without the members that are undefined.
 *
 * @throws TypeError where it is none
 */
export function asJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is nothing that JSON has`)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, asJson(member)]))
}
