import type { SeqScheme } from './position.js'
import { isPowerOfTwo } from './shard.js'

/** Hands out sequence numbers: integers from 1 to 2^53-1, strictly increasing. */
export interface Sequencer {
  readonly seqScheme: SeqScheme
  /**
   * The next number. A time-like one carries `slot` in its low bits; a counter takes no notice.
   *
   * @throws RangeError where the numbers are used up, or where the slot does not exist
   */
  next(slot?: number): number
  /** Sees to it that all further numbers are above `seq`, which came from elsewhere. */
  advance(seq: number): void
}

/** Where to go on from. */
export interface SequencerOptions {
  /** The highest seq that is in use already; 0, the default, where there is none. */
  readonly after?: number
}

/** Where to go on from, and what a time-like number is made of. */
export interface UnixMicrosOptions extends SequencerOptions {
  /** How many shard slots the low bits tell apart: a power of two, 1 by default. */
  readonly slots?: number
  /** The clock, in milliseconds since the UNIX epoch; `Date.now` by default. */
  readonly now?: () => number
}

/** Counts up from 1, without gaps. */
export function counterSequencer(options: SequencerOptions = {}): Sequencer {
  let last = options.after ?? 0
  return {
    seqScheme: 'counter',
    next: () => (last = usable(last + 1)),
    advance: (seq) => {
      last = Math.max(last, seq)
    },
  }
}

/**
 * Microseconds since the UNIX epoch, with the shard slot in the low bits.
 *
 * The clock ticks once every `slots` microseconds. A number may share the tick of the one before it
 * only where its slot is higher; otherwise it takes the next tick, ahead of the clock if need be.
 * A clock that steps back therefore never lets a number go down: they run on, tick by tick, until
 * the clock has caught up.
 *
 * @throws RangeError where `slots` is no power of two
 */
export function unixMicrosSequencer(options: UnixMicrosOptions = {}): Sequencer {
  const { slots = 1, now = Date.now } = options
  if (!isPowerOfTwo(slots)) throw new RangeError(`slots: ${slots} is not a power of two`)
  let last = options.after ?? 0
  return {
    seqScheme: 'unix-micros',
    next: (slot = 0) => {
      if (!Number.isInteger(slot) || slot < 0 || slot >= slots) {
        throw new RangeError(`slot: ${slot} is not one of ${slots}`)
      }
      // Beyond 2^31 bitwise operators lose the high bits: the low ones are handled by remainder.
      const micros = Math.floor(now() * 1000)
      const fromClock = micros - (micros % slots) + slot
      const lastSlot = last % slots
      const fromLast = last - lastSlot + slot + (slot > lastSlot ? 0 : slots)
      return (last = usable(Math.max(fromClock, fromLast)))
    },
    advance: (seq) => {
      last = Math.max(last, seq)
    },
  }
}

function usable(seq: number): number {
  if (!Number.isSafeInteger(seq)) throw new RangeError('sequence numbers are used up at 2^53-1')
  return seq
}
