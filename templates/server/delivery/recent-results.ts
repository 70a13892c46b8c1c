/** A result, or the promise of one, and how many bytes it counts for. */
interface Kept<T> {
  readonly result: T | Promise<T>
  bytes: number
}

/**
 * The latest results of some work, for whoever wants the same. While one is not there yet, all who
 * ask wait for the same promise.
 */
export class RecentResults<T> {
  readonly #maxBytes: number
  readonly #onDropped: (result: T) => void
  readonly #kept = new Map<string, Kept<T>>()
  #bytes = 0

  /**
   * @param maxBytes how much is kept, the latest result aside
   * @param onDropped told of each result that is no longer kept
   */
  constructor(maxBytes: number, onDropped: (result: T) => void = ignore) {
    this.#maxBytes = maxBytes
    this.#onDropped = onDropped
  }

  get(key: string): T | Promise<T> | undefined {
    return this.#kept.get(key)?.result
  }

  /**
   * Keeps a result, and returns it.
   *
   * @param sizeOf how many bytes it counts for; undefined where it must not be kept
   */
  keep(
    key: string,
    result: T | Promise<T>,
    sizeOf: (result: T) => number | undefined,
  ): T | Promise<T> {
    const kept = { result, bytes: 0 }
    if (!(result instanceof Promise)) {
      if (this.#size(kept, sizeOf(result))) this.#add(key, kept)
      return result
    }
    this.#add(key, kept)
    void this.#settle(key, kept, sizeOf)
    return result
  }

  /** Never rejects: whoever waits for the result is told. */
  async #settle(
    key: string,
    kept: Kept<T>,
    sizeOf: (result: T) => number | undefined,
  ): Promise<void> {
    let isKept = false
    try {
      isKept = this.#size(kept, sizeOf(await kept.result))
    } catch {
      isKept = false
    }
    if (this.#kept.get(key) !== kept) return
    this.#bytes += kept.bytes
    if (isKept) this.#trim()
    else this.#remove(key, kept)
  }

  clear(): void {
    for (const [key, kept] of this.#kept) this.#remove(key, kept)
  }

  #size(kept: Kept<T>, bytes: number | undefined): boolean {
    kept.bytes = bytes ?? 0
    return bytes !== undefined
  }

  #add(key: string, kept: Kept<T>): void {
    this.#kept.set(key, kept)
    this.#bytes += kept.bytes
    this.#trim()
  }

  #remove(key: string, kept: Kept<T>): void {
    this.#kept.delete(key)
    this.#bytes -= kept.bytes
    if (!(kept.result instanceof Promise)) this.#onDropped(kept.result)
  }

  #trim(): void {
    for (const [key, oldest] of this.#kept) {
      if (this.#bytes <= this.#maxBytes || this.#kept.size === 1) break
      this.#remove(key, oldest)
    }
  }
}

function ignore(): void {
  // Whatever was kept is collected when nobody uses it.
}
