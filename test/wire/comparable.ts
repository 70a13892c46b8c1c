import { isCid as isOurCid } from '../../templates/values/cid-link.js'
import { toHex } from './hex.js'

/**
 * A decoded value in a form that any two libraries' values can be compared in: links as
 * `link:<cid>`, byte strings as `bytes:<hexadecimal>`, other texts as `text:…` so that none of them
 * can be taken for one another, properties that are `undefined` left out.
 */
export function comparable(value: unknown): unknown {
  if (typeof value === 'string') return `text:${value}`
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return `bytes:${toHex(value)}`
  if (Array.isArray(value)) return value.map((item: unknown) => comparable(item))
  if (isOurCid(value)) return `link:${value.toString()}`
  // The peer that wraps links and bytes in objects of its own, which have the JSON form's members.
  if (!isPlain(value)) {
    const link: unknown = Reflect.get(value, '$link')
    if (typeof link === 'string') return `link:${link}`
    const buffer: unknown = Reflect.get(value, 'buf')
    if (buffer instanceof Uint8Array) return `bytes:${toHex(buffer)}`
    throw new Error(`a value of the unknown class ${value.constructor.name}`)
  }
  // A map of a map: `__proto__` stays a name like any other.
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return new Map(
    entries
      .map(([name, member]: [string, unknown]) => [name, comparable(member)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
