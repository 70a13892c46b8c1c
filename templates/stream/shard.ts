/** A part of a stream: the messages whose slot belongs to shard `index` of `count`. */
export interface Shard {
  /** From 0 to `count - 1`. */
  readonly index: number
  /** A power of two. */
  readonly count: number
}

/** Whether a number is a power of two from 1 to 2^30. */
export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 2 ** 30 && (value & (value - 1)) === 0
}

/**
 * The slot that the top bits of a hash name.
 *
 * @param digest at least the first four bytes of the SHA-256 of a message's shard key, big-endian
 * @param slots how many slots the server knows, a power of two
 */
export function slotOfDigest(digest: Uint8Array, slots: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = digest
  const head = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  return Math.floor(head / (2 ** 32 / slots))
}

/**
 * The shard that a slot belongs to. Twice as many shards split each one into two neighbours and
 * move nothing else.
 */
export function shardOfSlot(slot: number, slots: number, count: number): number {
  return Math.floor(slot / (slots / count))
}
