/** What `skipCbor` returns where the item does not end within the bytes. */
export const TRUNCATED = -1

/**
 * The offset after the item that starts at `at`, without validating it: enough to step over what
 * nobody asked for. {@link TRUNCATED} where its lengths lead beyond the end or are indefinite.
 */
export function skipCbor(bytes: Uint8Array, at: number): number {
  let pos = at
  // Items still to step over. Each takes a byte at least, so that the input bounds the loop.
  for (let items = 1; items > 0; items--) {
    const head = bytes[pos]
    if (head === undefined) return TRUNCATED
    pos++
    let argument = head & 31
    if (argument >= 24) {
      if (argument > 27) return TRUNCATED
      const stop = pos + (1 << (argument - 24))
      for (argument = 0; pos < stop; pos++) argument = argument * 256 + (bytes[pos] ?? 0)
    }
    const major = head >> 5
    if (major === 3 || major === 2) pos += argument
    else if (major === 5) items += argument * 2
    else if (major === 4) items += argument
    else if (major === 6) items++
  }
  return pos <= bytes.length ? pos : TRUNCATED
}
