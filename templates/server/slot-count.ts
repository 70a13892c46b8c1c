import { isPowerOfTwo } from '../stream/shard.js'

/** @throws RangeError where there cannot be so many shard slots: it is no power of two up to 2^30 */
export function checkSlotCount(slots: number): void {
  if (!isPowerOfTwo(slots)) throw new RangeError(`slots: ${slots} is not a power of two`)
}
