/** What `skipCbor` returns where the item does not end within the bytes. */
export const TRUNCATED = -1

/**
 * The offset after the item that starts at `at`, without validating it: enough to step over what
 * nobody asked for. {@link TRUNCATED} where its lengths lead beyond `end` or are indefinite.
 */
export function skipCbor(bytes: Uint8Array, at: number, end: number = bytes.length): number {
  let pos = at
  // Items still to step over. Each takes a byte at least, so the count cannot outgrow the input.
  for (let items = 1; items > 0; items--) {
    const head = bytes[pos]
    if (head === undefined || pos >= end) return TRUNCATED
    const info = head & 31
    let argument = info
    pos++
    if (info >= 24) {
      if (info > 27) return TRUNCATED
      argument = 0
      for (const stop = pos + (1 << (info - 24)); pos < stop; pos++) {
        argument = argument * 256 + (bytes[pos] ?? 0)
      }
    }
    switch (head >> 5) {
      case 2:
      case 3:
        pos += argument
        break
      case 4:
        items += argument
        break
      case 5:
        items += argument * 2
        break
      case 6:
        items++
        break
    }
    if (pos > end || items - 1 > end - pos) return TRUNCATED
  }
  return pos
}
