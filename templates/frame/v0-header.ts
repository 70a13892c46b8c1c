import type { CborReader } from '../cbor/cbor-reader.js'
import { readCborValue } from '../cbor/cbor-value.js'
import { cborKeyTable, NO_KEY } from '../keys/key-table.js'

const TEXT = 3

const headerKeys = /* @__PURE__ */ cborKeyTable(['t', 'op'])

/** The header map of an `xrpc.v0.cbor` frame. */
export interface V0Header {
  /** 1 for a message, -1 for an error; others are to be ignored. */
  readonly op: number
  /** The message's type, `#<fragment>` or the full type; absent where that is no text. */
  readonly t: string | undefined
}

/**
 * Reads the header of a frame; the reader stands at the payload then.
 *
 * @throws DecodeError where it is not a map with an integer `op`
 */
export function readV0Header(reader: CborReader): V0Header {
  const start = reader.pos
  let t: string | undefined
  let op: number | undefined
  let key = NO_KEY
  for (let left = reader.openMap(); left > 0; left--) {
    key = reader.readKey(headerKeys, key)
    if (key === 0 && reader.peekHead() >> 5 === TEXT) t = reader.readString()
    else if (key === 1) op = reader.readInteger()
    else readCborValue(reader)
  }
  reader.closeMap()
  if (op === undefined) return reader.failAt('bad-header', 'the header has no op', start)
  return { op, t }
}
