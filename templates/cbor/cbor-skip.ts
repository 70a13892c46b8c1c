/** What the skips return where an item does not end within the bytes. */
export const TRUNCATED = -1

/** By the head of an item: how many bytes it takes without the items in it; 0 where that varies. */
const sizes = /* @__PURE__ */ tableOfHeads((major, info) => {
  if (info < 24) return major === 2 || major === 3 ? 1 + info : 1
  return info < 28 && (major < 2 || major === 7) ? 1 + (1 << (info - 24)) : 0
})
/** By the head of an item: how many items stand in it. */
const contents = /* @__PURE__ */ tableOfHeads((major, info) => {
  if (info >= 24) return 0
  return major === 4 ? info : major === 5 ? info * 2 : major === 6 ? 1 : 0
})

function tableOfHeads(entry: (major: number, info: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, head) => entry(head >> 5, head & 31))
}

/**
 * The offset after `count` items of which the first starts at `at`, without validating them: enough
 * to step over what nobody asked for. {@link TRUNCATED} where their lengths lead beyond the end or
 * are indefinite.
 */
export function skipCbor(bytes: Uint8Array, at: number, count = 1): number {
  let pos = at
  // Each item takes a byte at least, so that the input bounds the loop whatever it claims to hold.
  for (let items = count; items > 0; items--) {
    const head = bytes[pos]
    if (head === undefined) return TRUNCATED
    const size = sizes[head] ?? 0
    if (size !== 0) {
      pos += size
      items += contents[head] ?? 0
    } else if (head === 0x58 || head === 0x78) {
      pos += 2 + (bytes[pos + 1] ?? 0)
    } else if (head === 0xd8 && bytes[pos + 2] === 0x58) {
      // A link, in one step.
      pos += 4 + (bytes[pos + 3] ?? 0)
    } else {
      const argument = readArgument(bytes, pos)
      if (argument < 0) return TRUNCATED
      pos += 1 + (1 << ((head & 31) - 24))
      const major = head >> 5
      if (major === 6) items++
      else if (major === 4) items += argument
      else if (major === 5) items += argument * 2
      else pos += argument
    }
  }
  return pos <= bytes.length ? pos : TRUNCATED
}

function readArgument(bytes: Uint8Array, at: number): number {
  const info = (bytes[at] ?? 0) & 31
  if (info > 27) return TRUNCATED
  let argument = 0
  for (let i = at + 1; i <= at + (1 << (info - 24)); i++)
    argument = argument * 256 + (bytes[i] ?? 0)
  return argument
}
