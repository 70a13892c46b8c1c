import { hash } from 'node:crypto'
import { slotOfDigest } from '../stream/shard.js'

/** Whether there is such a slot, where there are so many. */
export function isSlot(slot: number, slots: number): boolean {
  return Number.isInteger(slot) && slot >= 0 && slot < slots
}

/**
 * The slot of a shard key: the top `log2(slots)` bits of the SHA-256 of its UTF-8 bytes.
 *
 * @returns undefined where there is no key: such a message goes to every shard
 */
export function slotOfKey(shardKey: string | undefined, slots: number): number | undefined {
  if (shardKey === undefined) return undefined
  return slots === 1 ? 0 : slotOfDigest(hash('sha256', shardKey, 'buffer'), slots)
}
