import { encodeUtf8 } from '../bytes/utf8.js'

/** `readKey` before the first key of a map or object. */
export const NO_KEY = -1

// The property names of one object in DRISL order (by length, then bytewise), ready to be compared with
// and copied into frames. An object's decoders and encoders name a property by its index in them.
// There is a table for each encoding, so that a program that has only one carries no other.

/** Property names for CBOR: each as a DRISL text string. */
export type CborKeyTable = readonly Uint8Array[]

/** Property names for JSON. */
export interface JsonKeyTable {
  readonly names: readonly string[]
  /** Each name as JSON, quotes and colon included: `"seq":`. */
  readonly json: readonly Uint8Array[]
  /** The first four bytes of each entry of `json`, zero where there are fewer. */
  readonly jsonHeads: Int32Array
  /** Which bits of four bytes read from a frame to compare with those. */
  readonly jsonMasks: Int32Array
  readonly indexes: ReadonlyMap<string, number>
}

/** The CBOR table of some property names, given in DRISL order. */
export function cborKeyTable(names: readonly string[]): CborKeyTable {
  return names.map(cborText)
}

/** The JSON table of some property names, given in DRISL order. */
export function jsonKeyTable(names: readonly string[]): JsonKeyTable {
  const json = names.map((name) => encodeUtf8(`${JSON.stringify(name)}:`))
  return {
    names,
    json,
    jsonHeads: Int32Array.from(json, (name) => headWord(name, 0)),
    jsonMasks: Int32Array.from(json, headMask),
    indexes: new Map(names.map((name, index) => [name, index])),
  }
}

/** A text of fewer than 65,536 bytes as a DRISL text string. */
export function cborText(text: string): Uint8Array {
  const utf8 = encodeUtf8(text)
  const size = utf8.length
  const head =
    size < 24 ? [0x60 + size] : size < 256 ? [0x78, size] : [0x79, size >> 8, size & 0xff]
  const encoded = new Uint8Array(head.length + size)
  encoded.set(head)
  encoded.set(utf8, head.length)
  return encoded
}

/** Four bytes as one number, so that most keys are told apart by one comparison. */
export function headWord(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  )
}

/** The mask under which four bytes of a frame are the head of a key that may be shorter. */
export function headMask(key: Uint8Array): number {
  return key.length >= 4 ? -1 : -1 << (8 * (4 - key.length))
}
