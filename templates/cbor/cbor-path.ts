import { decodeUtf8 } from '../bytes/utf8.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { joinIndex, joinKey } from '../values/value-path.js'
import { skipCbor, TRUNCATED } from './cbor-skip.js'

/**
 * The path of the value at `offset` in the item that starts at `root`: `ops[3].cid`. It is worked
 * out only after something failed, so that decoding need not keep track of where it is; for bytes
 * that make no sense it is as much of the path as could be made out.
 */
export function cborPathAt(bytes: Uint8Array, root: number, offset: number): string {
  let path = ''
  let at = root
  for (let level = 0; level <= MAX_DEPTH; level++) {
    const head = bytes[at]
    if (head === undefined || offset <= at) return path
    const major = head >> 5
    if (major !== 4 && major !== 5) return path
    const opened = openContainer(bytes, at)
    if (opened === undefined || offset < opened.first) return path
    const child = childAt(bytes, opened.first, opened.count, major === 5, offset)
    if (child === undefined) return path
    path = child.key === undefined ? joinIndex(path, child.index) : joinKey(path, child.key)
    if (child.at === at) return path
    at = child.at
  }
  return path
}

function openContainer(
  bytes: Uint8Array,
  at: number,
): { first: number; count: number } | undefined {
  const info = (bytes[at] ?? 0) & 31
  if (info < 24) return { first: at + 1, count: info }
  if (info > 26) return undefined
  const width = 1 << (info - 24)
  let count = 0
  for (let i = at + 1; i <= at + width; i++) count = count * 256 + (bytes[i] ?? 0)
  return { first: at + 1 + width, count }
}

interface Child {
  readonly at: number
  readonly index: number
  readonly key: string | undefined
}

function childAt(
  bytes: Uint8Array,
  first: number,
  count: number,
  isMap: boolean,
  offset: number,
): Child | undefined {
  let pos = first
  for (let index = 0; index < count; index++) {
    let key: string | undefined
    if (isMap) {
      const keyEnd = skipCbor(bytes, pos)
      // Trouble with a key is trouble of the map that it stands in.
      if (keyEnd === TRUNCATED || offset < keyEnd || (bytes[pos] ?? 0) >> 5 !== 3) return undefined
      const text = decodeUtf8(bytes, textStart(bytes, pos), keyEnd)
      if (text === undefined) return undefined
      key = text
      pos = keyEnd
    }
    const end = skipCbor(bytes, pos)
    if (end === TRUNCATED || offset < end) return { at: pos, index, key }
    pos = end
  }
  return undefined
}

function textStart(bytes: Uint8Array, at: number): number {
  const info = (bytes[at] ?? 0) & 31
  return info < 24 ? at + 1 : at + 1 + (1 << (info - 24))
}
