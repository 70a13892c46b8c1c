import { doubled, type DeliveredRing } from './delivered-ring.js'

/** The entries of a key, by their indexes in the ring. */
export interface KeyLog {
  /** The oldest one. */
  readonly first: number
  /** The newest one. */
  readonly last: number
}

/** Stands for "no entry". */
export const NONE = -1

/**
 * The entries of a {@link DeliveredRing} in a log for each key, oldest first. Entries come and go at
 * the same ends of a log as of the ring, so that indexes of the ring do for both. Takes 8 bytes for
 * each entry, and some 100 for each key.
 */
export class KeyLogs {
  readonly #ring: DeliveredRing
  readonly #logs = new Map<number, { first: number; last: number }>()
  /** The next entry of the same key; of no meaning for the last one. */
  #next: Float64Array<ArrayBuffer>

  /** Takes in what the ring holds. */
  constructor(ring: DeliveredRing) {
    this.#ring = ring
    this.#next = new Float64Array(ring.capacity)
    for (let index = ring.from; index < ring.end; index++) this.#append(index)
  }

  /** The keys that have entries, each with its log. */
  entries(): Iterable<readonly [number, KeyLog]> {
    return this.#logs.entries()
  }

  /** The entries of a key; absent where it has none. Changes as they come and go. */
  of(key: number): KeyLog | undefined {
    return this.#logs.get(key)
  }

  /**
   * The entry after `index` in a log; {@link NONE} where it is the last one. The entry after one
   * that was forgotten is the first one.
   */
  after(log: KeyLog, index: number): number {
    if (index >= log.last) return NONE
    return index < log.first ? log.first : (this.#next[index & (this.#next.length - 1)] ?? NONE)
  }

  /** Takes in the entry that was added to the ring last. */
  pushed(): void {
    const { from, end, capacity } = this.#ring
    if (capacity !== this.#next.length) this.#next = doubled(this.#next, { from, end: end - 1 })
    this.#append(end - 1)
  }

  /**
   * Lets go of the oldest entry of the ring, before the ring does.
   *
   * @returns whether it was the last one of its key
   */
  shifting(): boolean {
    const index = this.#ring.from
    const key = this.#ring.keyAt(index)
    const log = this.#logs.get(key)
    if (log === undefined || log.last === index) return this.#logs.delete(key)
    log.first = this.after(log, index)
    return false
  }

  #append(index: number): void {
    const key = this.#ring.keyAt(index)
    const log = this.#logs.get(key)
    if (log === undefined) {
      this.#logs.set(key, { first: index, last: index })
    } else {
      this.#next[log.last & (this.#next.length - 1)] = index
      log.last = index
    }
  }
}
