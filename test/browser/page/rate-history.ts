/** Half a second for each point of the line. */
export const bucketMs = 500
const points = 60

/** How many messages came in each half second of the last thirty. */
export class RateHistory {
  #buckets: number[] = Array.from({ length: points }, () => 0)
  #counted = 0

  /** To be called every half second with how many messages there have been in all. */
  tick(count: number): void {
    // After starting over there are fewer than before.
    this.#buckets = [...this.#buckets.slice(1), Math.max(0, count - this.#counted)]
    this.#counted = count
  }

  /** Begins to count here. */
  startAt(count: number): void {
    this.#counted = count
  }

  /** Messages a second, on the average of the last two. */
  get perSecond(): number {
    return this.#buckets.slice(-4).reduce((sum, bucket) => sum + bucket, 0) / 2
  }

  /**
   * The line through all points, as an SVG path 59 wide and 20 high. Heights are square roots: next
   * to a replay of thousands a second, a live stream would not be seen otherwise.
   */
  get line(): string {
    const highest = Math.max(...this.#buckets, 1)
    const heights = this.#buckets.map((bucket) =>
      (20 - Math.sqrt(bucket / highest) * 19).toFixed(2),
    )
    return `M${heights.map((height, x) => `${x},${height}`).join('L')}`
  }
}
