/** Over about how long a rate is averaged, in milliseconds: older events count for less and less. */
const windowMs = 60_000
/** Before so much time has passed, in milliseconds, a rate says nothing. */
const leastMs = 10_000

/** How many events a minute there are at present, smoothed. */
export class RateMeter {
  /** The events, each worth less the longer ago it was. */
  #weight = 0
  #weighedAt: number
  readonly #startedAt: number

  /** @param nowMs the time, here as everywhere by one clock, in milliseconds */
  constructor(nowMs: number) {
    this.#weighedAt = nowMs
    this.#startedAt = nowMs
  }

  /** Counts events that happened now. */
  count(events: number, nowMs: number): void {
    this.#age(nowMs)
    this.#weight += events
  }

  /** Whole events a minute; undefined for the first ten seconds. */
  perMinute(nowMs: number): number | undefined {
    this.#age(nowMs)
    const elapsed = nowMs - this.#startedAt
    if (elapsed < leastMs) return undefined
    // While the meter is younger than its window it has not seen a window's worth of events.
    const seen = 1 - Math.exp(-elapsed / windowMs)
    return Math.round(((this.#weight / seen) * 60_000) / windowMs)
  }

  #age(nowMs: number): void {
    // A clock that was set back must not make old events count for more.
    const elapsed = Math.max(0, nowMs - this.#weighedAt)
    this.#weight *= Math.exp(-elapsed / windowMs)
    this.#weighedAt = nowMs
  }
}
