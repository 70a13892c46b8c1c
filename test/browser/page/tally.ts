/** How many messages there were, and what their sequence numbers, in their order, come to. */
export interface Tally {
  readonly count: number
  /** 32 bits; another number, order, gap or repetition gives another one, but for a few in a billion. */
  readonly checksum: number
}

export const emptyTally: Tally = { count: 0, checksum: 0x811c9dc5 }

/** The tally with one more message. */
export function counted({ count, checksum }: Tally, seq: number): Tally {
  return { count: count + 1, checksum: mixed(mixed(checksum, seq % 2 ** 32), seq / 2 ** 32) }
}

/** The checksum as people read it: eight hexadecimal digits. */
export function checksumText({ checksum }: Tally): string {
  return checksum.toString(16).padStart(8, '0')
}

function mixed(checksum: number, word: number): number {
  // FNV's prime, by words rather than by bytes; then the high bits, which it leaves alone, into the low.
  const product = Math.imul(checksum ^ word, 0x01000193)
  return (product ^ (product >>> 15)) >>> 0
}
