import { compareInDrislOrder } from '../../../model/drisl-order.js'
import { base32ToHex } from './base32.js'
import { isJsonArray, membersOf, type Json } from './json.js'

// A DRISL encoder for the vectors alone, written for being read: the runtime that is tested by the
// vectors has no part in making them. Everything is hexadecimal digits.

/** The head of an item in its shortest form. */
export function head(major: number, argument: number): string {
  if (argument < 24) return byte(major * 32 + argument)
  const width = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 2 ** 32 ? 4 : 8
  return byte(major * 32 + 24 + Math.log2(width)) + argument.toString(16).padStart(width * 2, '0')
}

/** An integer. */
export function integer(value: number): string {
  return value < 0 ? head(1, -1 - value) : head(0, value)
}

/** A text string. */
export function text(value: string): string {
  const utf8 = Buffer.from(value)
  return head(3, utf8.length) + utf8.toString('hex')
}

/** A byte string. */
export function bytes(digits: string): string {
  return head(2, digits.length / 2) + digits
}

/** A link to what a CID names, given as text. */
export function link(cid: string): string {
  return `d82a${bytes(`00${base32ToHex(cid.slice(1))}`)}`
}

/** An array of encoded items. */
export function array(...items: readonly string[]): string {
  return head(4, items.length) + items.join('')
}

/** A map of encoded values, its keys in the order given. */
export function map(...pairs: readonly (readonly [key: string, value: string])[]): string {
  return head(5, pairs.length) + pairs.map(([key, value]) => text(key) + value).join('')
}

export const nil = 'f6'

/** A value of the data model in its one and only DRISL form. */
export function drisl(value: Json): string {
  if (value === null) return nil
  if (typeof value === 'boolean') return value ? 'f5' : 'f4'
  if (typeof value === 'number') return integer(value)
  if (typeof value === 'string') return text(value)
  if (isJsonArray(value)) return array(...value.map(drisl))
  const { $bytes, $link } = value
  if (typeof $bytes === 'string') return bytes(Buffer.from($bytes, 'base64').toString('hex'))
  if (typeof $link === 'string') return link($link)
  const sorted = membersOf(value).toSorted(([a], [b]) => compareInDrislOrder(a, b))
  return map(...sorted.map(([name, member]) => [name, drisl(member)] as const))
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}
