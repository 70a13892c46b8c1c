import { decodeUtf8 } from '../bytes/utf8.js'
import { skipCbor, TRUNCATED } from './cbor-skip.js'
import { cborText, headWord } from '../keys/key-table.js'
import { compareEncodedKeys } from './key-order.js'
import { startsWith } from '../bytes/starts-with.js'

/** The property name `$type` as a DRISL text string. */
export const typeKey: Uint8Array = /* @__PURE__ */ cborText('$type')

/** What `findTypePlace` returns for bytes that are no map, or one that does not end. */
export const NO_PLACE = -(2 ** 53 - 1)

/**
 * Finds the key `$type` in the map at `at`: its offset, or where it is missing `-1 - offset` of the
 * place where DRISL order would have it. Keys before it are shorter, so that few are looked at.
 */
export function findTypePlace(bytes: Uint8Array, at: number): number {
  let left = mapCount(bytes, at)
  if (left < 0) return NO_PLACE
  let pos = at + mapHeadSize(left)
  for (; left > 0; left--) {
    const head = bytes[pos]
    if (head === undefined) return NO_PLACE
    if (head >= 0x65) {
      if (startsWith(bytes, pos, typeKey)) return pos
      if (isAfterType(bytes, pos)) break
    }
    pos = skipCbor(bytes, pos, 2)
    if (pos === TRUNCATED) return NO_PLACE
  }
  return -1 - pos
}

/** Whether the key at `pos`, which is not `$type`, comes after it in DRISL order. */
export function isAfterType(bytes: Uint8Array, pos: number): boolean {
  return compareEncodedKeys(bytes, pos, pos + typeKey.length, typeKey, 0, typeKey.length) > 0
}

/** The offset of the value of `$type` in the map at `at`, or -1 where the map has none. */
export function findCborType(bytes: Uint8Array, at: number): number {
  const place = findTypePlace(bytes, at)
  return place < 0 ? -1 : place + typeKey.length
}

/**
 * The number of pairs of the map at `at`, or -1 where there is no map, its count is not in the
 * shortest form, or it is beyond 2^32-1.
 */
export function mapCount(bytes: Uint8Array, at: number): number {
  const head = bytes[at] ?? 0
  if (head >= 0xa0 && head < 0xb8) return head - 0xa0
  if (head < 0xb8 || head > 0xba) return -1
  const word = headWord(bytes, at + 1) >>> 0
  const count = head === 0xb8 ? word >>> 24 : head === 0xb9 ? word >>> 16 : word
  return mapHeadSize(count) === 1 + (1 << (head - 0xb8)) ? count : -1
}

/** The number of bytes that the head of a map of so many pairs takes. */
export function mapHeadSize(count: number): number {
  return count < 24 ? 1 : count < 0x100 ? 2 : count < 0x10000 ? 3 : 5
}

/** The text string at `at`, or `undefined` where there is none. */
export function textAt(bytes: Uint8Array, at: number): string | undefined {
  const head = bytes[at] ?? 0
  const end = skipCbor(bytes, at)
  if (head >> 5 !== 3 || end === TRUNCATED) return undefined
  const info = head & 31
  return decodeUtf8(bytes, info < 24 ? at + 1 : at + 1 + (1 << (info - 24)), end)
}
