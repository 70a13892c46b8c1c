/** Over how many seconds a rate is averaged. */
const seconds = 10

/** Counts what a client sends against a rate: a bucket that fills steadily and is emptied by use. */
export class IncomingRate {
  readonly #perSecond: number
  readonly #now: () => number
  #left: number
  #filledAt: number

  /** @param now a clock that is never set back, in milliseconds */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond
    this.#now = now
    this.#left = perSecond * seconds
    this.#filledAt = now()
  }

  /** Counts one; false where that is too many. */
  count(): boolean {
    const now = this.#now()
    const elapsed = (now - this.#filledAt) / 1000
    this.#filledAt = now
    this.#left = Math.min(this.#perSecond * seconds, this.#left + elapsed * this.#perSecond)
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
