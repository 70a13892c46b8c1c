import { hex, joined } from './hex.js'

// CBOR put together by hand: nothing is sorted, checked or left out, so that any frame can be made,
// valid or not.

/** The head of an item, in the shortest form. */
export function head(major: number, argument: number): Uint8Array {
  const first = major * 32
  if (argument < 24) return Uint8Array.of(first + argument)
  const width = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 2 ** 32 ? 4 : 8
  const digits = argument.toString(16).padStart(width * 2, '0')
  return joined(Uint8Array.of(first + 24 + Math.log2(width)), hex(digits))
}

/** An integer. */
export function int(value: number): Uint8Array {
  return value < 0 ? head(1, -1 - value) : head(0, value)
}

/** A text string. */
export function text(value: string): Uint8Array {
  const utf8 = new TextEncoder().encode(value)
  return joined(head(3, utf8.length), utf8)
}

/** A byte string. */
export function bytes(value: Uint8Array): Uint8Array {
  return joined(head(2, value.length), value)
}

/** A link of a binary CID. */
export function link(cid: Uint8Array): Uint8Array {
  return joined(hex('d82a'), bytes(joined(hex('00'), cid)))
}

/** An array of items. */
export function array(...items: readonly Uint8Array[]): Uint8Array {
  return joined(head(4, items.length), ...items)
}

/** A map of pairs, in the order given. */
export function map(...pairs: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return joined(head(5, pairs.length), ...pairs.flatMap(([key, value]) => [text(key), value]))
}

export const yes: Uint8Array = hex('f5')
export const no: Uint8Array = hex('f4')
export const nil: Uint8Array = hex('f6')
