// The lengths that most strings of an event stream have. A call with all characters as arguments makes
// the string in one allocation, which is faster than any call into the platform at such a length.

/** Characters of a TID. */
export const TID_LENGTH = 13
/** Characters of a datetime with milliseconds and `Z`. */
export const DATETIME_LENGTH = 24
/** Characters of a `did:plc`, and of the path of a post or like. */
export const DID_PLC_LENGTH = 32

/** The 13 ASCII characters of `b` from `s` on. */
export function ascii13(b: Uint8Array, s: number): string {
  // prettier-ignore
  return String.fromCharCode(
    b[s] ?? 0, b[s + 1] ?? 0, b[s + 2] ?? 0, b[s + 3] ?? 0, b[s + 4] ?? 0,
    b[s + 5] ?? 0, b[s + 6] ?? 0, b[s + 7] ?? 0, b[s + 8] ?? 0, b[s + 9] ?? 0,
    b[s + 10] ?? 0, b[s + 11] ?? 0, b[s + 12] ?? 0,
  )
}

/** The 24 ASCII characters of `b` from `s` on. */
export function ascii24(b: Uint8Array, s: number): string {
  // prettier-ignore
  return String.fromCharCode(
    b[s] ?? 0, b[s + 1] ?? 0, b[s + 2] ?? 0, b[s + 3] ?? 0, b[s + 4] ?? 0,
    b[s + 5] ?? 0, b[s + 6] ?? 0, b[s + 7] ?? 0, b[s + 8] ?? 0, b[s + 9] ?? 0,
    b[s + 10] ?? 0, b[s + 11] ?? 0, b[s + 12] ?? 0, b[s + 13] ?? 0, b[s + 14] ?? 0,
    b[s + 15] ?? 0, b[s + 16] ?? 0, b[s + 17] ?? 0, b[s + 18] ?? 0, b[s + 19] ?? 0,
    b[s + 20] ?? 0, b[s + 21] ?? 0, b[s + 22] ?? 0, b[s + 23] ?? 0,
  )
}

/** The 32 ASCII characters of `b` from `s` on. */
export function ascii32(b: Uint8Array, s: number): string {
  // prettier-ignore
  return String.fromCharCode(
    b[s] ?? 0, b[s + 1] ?? 0, b[s + 2] ?? 0, b[s + 3] ?? 0, b[s + 4] ?? 0,
    b[s + 5] ?? 0, b[s + 6] ?? 0, b[s + 7] ?? 0, b[s + 8] ?? 0, b[s + 9] ?? 0,
    b[s + 10] ?? 0, b[s + 11] ?? 0, b[s + 12] ?? 0, b[s + 13] ?? 0, b[s + 14] ?? 0,
    b[s + 15] ?? 0, b[s + 16] ?? 0, b[s + 17] ?? 0, b[s + 18] ?? 0, b[s + 19] ?? 0,
    b[s + 20] ?? 0, b[s + 21] ?? 0, b[s + 22] ?? 0, b[s + 23] ?? 0, b[s + 24] ?? 0,
    b[s + 25] ?? 0, b[s + 26] ?? 0, b[s + 27] ?? 0, b[s + 28] ?? 0, b[s + 29] ?? 0,
    b[s + 30] ?? 0, b[s + 31] ?? 0,
  )
}
