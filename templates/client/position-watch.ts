import type { Position } from './position.js'

/** While messages flow, observers are told at most once in so many milliseconds. */
const intervalMs = 250

/** Someone who waits until a subscription has caught up. */
interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Tells observers where a subscription is, and those who wait that it has caught up. */
export class PositionWatch {
  readonly #read: () => Position
  readonly #onThrown: (error: unknown) => void
  readonly #listeners = new Set<(position: Position) => void>()
  #waiters: Waiter[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #over: { readonly error: unknown } | undefined

  /**
   * @param read where the subscription is
   * @param onThrown told of what a listener threw
   */
  constructor(read: () => Position, onThrown: (error: unknown) => void) {
    this.#read = read
    this.#onThrown = onThrown
  }

  listen(listener: (position: Position) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the subscription is live with nothing left; rejects where it ends before. */
  caughtUp(): Promise<void> {
    const caughtUp = this.#whenCaughtUp()
    // Who asks for it may leave the loop before, and never look: that is no unhandled rejection.
    caughtUp.catch(() => undefined)
    return caughtUp
  }

  #whenCaughtUp(): Promise<void> {
    if (this.#over !== undefined) return Promise.reject(this.#over.error)
    if (isCaughtUp(this.#read())) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
    })
  }

  /** A message was handed out. */
  moved(): void {
    if (this.#listeners.size === 0 && this.#waiters.length === 0) return
    this.#timer ??= setTimeout(() => this.tell(), intervalMs)
  }

  /** Something has changed that must not wait. */
  tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#listeners.size === 0 && this.#waiters.length === 0) return
    const position = this.#read()
    for (const listener of this.#listeners) this.#call(listener, position)
    if (!isCaughtUp(position)) return
    for (const { resolve } of this.#waiters) resolve()
    this.#waiters = []
  }

  /** The subscription is over: nobody has to wait any longer. */
  end(error: unknown): void {
    clearTimeout(this.#timer)
    this.#over ??= { error }
    for (const { reject } of this.#waiters) reject(error)
    this.#waiters = []
    this.#listeners.clear()
  }

  #call(listener: (position: Position) => void, position: Position): void {
    try {
      listener(position)
    } catch (error) {
      this.#onThrown(error)
    }
  }
}

function isCaughtUp({ live, cursor, highestSeq, inferred }: Position): boolean {
  if (live !== true) return false
  return inferred || (cursor ?? 0) >= (highestSeq ?? 0)
}
