/**
 * What may wait in all connections of a server together, for consumers that take it slowly. While
 * half of it is free every connection may use what it is allowed by itself. Beyond that each has an
 * equal share of the other half, so that a few slow ones cannot keep the rest from sending, and the
 * sum stays within the budget.
 */
export class BufferBudget {
  readonly #maxBytes: number
  #bufferedBytes = 0
  #connections = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** How many bytes wait at present. */
  get bufferedBytes(): number {
    return this.#bufferedBytes
  }

  /** How many bytes may wait in one connection that is allowed `most` by itself. */
  allowance(most: number): number {
    const half = this.#maxBytes / 2
    if (this.#bufferedBytes < half) return most
    return Math.min(most, half / Math.max(1, this.#connections))
  }

  /** Counts so many bytes more, or fewer. */
  change(bytes: number): void {
    this.#bufferedBytes += bytes
  }

  join(): void {
    this.#connections++
  }

  leave(): void {
    this.#connections--
  }
}
