import type { CursorStore, SavedCursor } from './cursor-store.js'

/** How often cursors are saved. */
export interface CursorSaverOptions {
  /** At most one save in so many milliseconds; 1,000 by default. */
  readonly saveIntervalMs?: number
  /**
   * Told of a save that failed; the next one is tried at its time. Without it the subscription
   * throws the error to its consumer.
   */
  readonly onSaveError?: (error: unknown) => void
}

/** How long the last save may take, in milliseconds. */
const closeTimeoutMs = 10_000

/**
 * Saves a cursor as it moves: at most once in an interval, one save at a time, the newest always, and
 * what is not saved yet when it is closed.
 */
export class CursorSaver {
  readonly #store: CursorStore
  readonly #intervalMs: number
  readonly #current: () => SavedCursor | undefined
  readonly #onError: (error: unknown) => void
  #touched = false
  #savedCursor: number | undefined
  #saving: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the store was waited for in vain. */
  #isHung = false

  /**
   * @param current what is to be saved now; absent where there is nothing to save
   * @param onError told of a save that failed; must not throw
   */
  constructor(
    store: CursorStore,
    intervalMs: number,
    current: () => SavedCursor | undefined,
    onError: (error: unknown) => void,
  ) {
    this.#store = store
    this.#intervalMs = intervalMs
    this.#current = current
    this.#onError = onError
  }

  /** The cursor may have moved: has it saved when it is time. */
  touch(): void {
    this.#touched = true
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#saveNow()
    }, this.#intervalMs)
  }

  /**
   * Saves what is left, and resolves when it is saved, or was reported to have failed: also where the
   * store has done neither within ten seconds.
   */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isHung) return
    let limit: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(() => {
        this.#isHung = true
        this.#onError(new Error(`the store has not saved the cursor within ${closeTimeoutMs} ms`))
        resolve()
      }, closeTimeoutMs)
    })
    await Promise.race([this.#saveNow(), late])
    clearTimeout(limit)
  }

  /** Never rejects. */
  #saveNow(): Promise<void> {
    this.#saving = this.#attempt(this.#saving)
    return this.#saving
  }

  async #attempt(before: Promise<void> | undefined): Promise<void> {
    await before
    const saved = this.#touched ? this.#current() : undefined
    if (saved === undefined || saved.cursor === this.#savedCursor) return
    this.#touched = false
    try {
      await this.#store.save(saved)
      this.#savedCursor = saved.cursor
    } catch (error) {
      this.#touched = true
      this.#onError(error)
    }
  }
}
