import { decodeUtf8 } from '../bytes/utf8.js'
import { MAX_DEPTH } from '../values/lex-value.js'
import { joinIndex, joinKey } from '../values/value-path.js'
import { findQuote, skipJson, skipSpace, TRUNCATED } from './json-skip.js'

/**
 * The path of the value at `offset` in the value that starts at `root`; see `cborPathAt`, which it
 * is the twin of.
 */
export function jsonPathAt(bytes: Uint8Array, root: number, offset: number): string {
  let path = ''
  let at = skipSpace(bytes, root)
  for (let level = 0; level <= MAX_DEPTH; level++) {
    const open = bytes[at]
    if (offset <= at || (open !== 0x7b && open !== 0x5b)) return path
    let pos = skipSpace(bytes, at + 1)
    if (open === 0x5b && bytes[pos] === 0x5d) return path
    let index = 0
    for (;;) {
      let key: string | undefined
      if (open === 0x7b) {
        const named = readName(bytes, pos)
        if (named === undefined || offset < named.valueAt) return path
        key = named.name
        pos = named.valueAt
      }
      const end = skipJson(bytes, pos)
      if (end === TRUNCATED || offset < end) {
        path = key === undefined ? joinIndex(path, index) : joinKey(path, key)
        at = pos
        break
      }
      const next = skipSpace(bytes, end)
      if (bytes[next] !== 0x2c) return path
      pos = skipSpace(bytes, next + 1)
      index++
    }
  }
  return path
}

function readName(bytes: Uint8Array, at: number): { name: string; valueAt: number } | undefined {
  if (bytes[at] !== 0x22) return undefined
  const quote = findQuote(bytes, at + 1)
  if (quote === -1) return undefined
  const name = nameOf(bytes, at, quote + 1)
  const colon = skipSpace(bytes, quote + 1)
  if (name === undefined || bytes[colon] !== 0x3a) return undefined
  return { name, valueAt: skipSpace(bytes, colon + 1) }
}

/** The name whose quotes stand at `start` and before `end`. */
function nameOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  const quoted = decodeUtf8(bytes, start, end)
  try {
    const name: unknown = JSON.parse(quoted ?? '')
    return String(name)
  } catch {
    return undefined
  }
}
