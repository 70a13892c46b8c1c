import type { LegStart } from './leg.js'

/** What is known of where a leg is. */
export class LegPlaces {
  readonly start: LegStart
  /**
   * For each key that it has sent a message of, the entries (indexes in the ring) of which its last
   * one may be, rising; one that stands before the key's first entry means that it was before that.
   * More than one where entries that look the same leave it open.
   */
  readonly ofKey = new Map<number, readonly number[]>()
  /** The lowest and the highest time of what it has sent. */
  lowestMs = Infinity
  highestMs = -Infinity
  /** The highest time of what was handed out from it. */
  deliveredMs = -Infinity

  constructor(start: LegStart) {
    this.start = start
  }

  /** Everything that the host has after this comes on this leg. */
  get coversFromMs(): number {
    return Math.min(this.start.startMs ?? Infinity, this.lowestMs)
  }

  /** Whether all that the consumer wants comes on this leg. */
  get isWhole(): boolean {
    const { startMs, subscribedMs } = this.start
    return startMs !== undefined && subscribedMs !== undefined && startMs <= subscribedMs
  }

  /** Takes note of a message that it has sent. */
  sent(timeMs: number): void {
    if (timeMs < this.lowestMs) this.lowestMs = timeMs
    if (timeMs > this.highestMs) this.highestMs = timeMs
  }
}
