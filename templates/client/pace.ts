/** Between two measurements at least so many milliseconds pass. */
const sampleMs = 250
/** How much of a new measurement goes into the pace. */
const sampleWeight = 0.3

/** How fast a number rises, in units a second, on the average of some seconds. */
export class Pace {
  #sampledMs: number | undefined
  #value = 0
  #perSecond: number | undefined

  /** Absent while nothing was measured. */
  get perSecond(): number | undefined {
    return this.#perSecond
  }

  /** Takes note of what the number is now. */
  note(value: number, nowMs: number): void {
    if (this.#sampledMs !== undefined) {
      const elapsedMs = nowMs - this.#sampledMs
      if (elapsedMs < sampleMs) return
      const perSecond = ((value - this.#value) / elapsedMs) * 1000
      this.#perSecond =
        this.#perSecond === undefined
          ? perSecond
          : this.#perSecond + (perSecond - this.#perSecond) * sampleWeight
    }
    this.#sampledMs = nowMs
    this.#value = value
  }
}
