import { isPowerOfTwo, shardOfSlot, type Shard } from '../stream/shard.js'
import { RefusalError } from './refusal-error.js'
import { isSlot } from './shard-slot.js'
import type { StoredFrame } from './stream-source.js'

/**
 * The shard that `shard` and `shardCount` ask for; absent where they ask for none, or where the
 * source has no shards and so ignores both.
 *
 * @param slots how many slots the source has: the largest count that is accepted
 * @throws RefusalError `InvalidShard` where the two make no sense together or to this source
 */
export function requestedShard(
  index: number | undefined,
  count: number | undefined,
  slots: number,
): Shard | undefined {
  if (slots === 1 || (index === undefined && count === undefined)) return undefined
  if (index === undefined || count === undefined) {
    throw invalid('shard and shardCount go together')
  }
  if (!isPowerOfTwo(count) || count > slots) {
    throw invalid(`shardCount: ${count} is not a power of two up to ${slots}`)
  }
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw invalid(`shard: ${index} is not below shardCount ${count}`)
  }
  return { index, count }
}

/** Whether a frame belongs to a shard; one without a slot that there is belongs to all of them. */
export function shardMatcher(shard: Shard, slots: number): (frame: StoredFrame) => boolean {
  return ({ slot }) =>
    slot === undefined ||
    !isSlot(slot, slots) ||
    shardOfSlot(slot, slots, shard.count) === shard.index
}

function invalid(message: string): RefusalError {
  return new RefusalError({ status: 400, error: 'InvalidShard', message })
}
