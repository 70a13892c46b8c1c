import { headWord } from '../keys/key-table.js'

/** What stands at `at`, for error messages; `undefined` where that is no JSON value at all. */
export function describeJson(bytes: Uint8Array, at: number): string | undefined {
  const byte = bytes[at] ?? 0
  switch (byte) {
    case 0x22:
      return 'a string'
    case 0x7b:
      return 'an object'
    case 0x5b:
      return 'an array'
    case 0x74:
      return headWord(bytes, at) === 0x74727565 ? 'a boolean' : undefined
    case 0x66:
      return headWord(bytes, at + 1) === 0x616c7365 ? 'a boolean' : undefined
    case 0x6e:
      return headWord(bytes, at) === 0x6e756c6c ? 'null' : undefined
    default:
      return startsNumber(byte) ? 'a number' : undefined
  }
}

/** Whether a number starts with this byte, if it is well-formed. */
export function startsNumber(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
}
