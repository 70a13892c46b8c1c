/** Someone who waits for a message. */
interface Waiter<M> {
  readonly resolve: (result: IteratorResult<M, undefined>) => void
  readonly reject: (error: unknown) => void
}

/**
 * Hands messages to those who ask for them, in the order in which they ask: what is behind the
 * `next` of a feed.
 *
 * Who asks when a message is there has it without being kept as one who waits; where many come at
 * once, that is nearly everyone.
 */
export class Handout<M> {
  readonly #poll: () => M | undefined
  /** Whether a message is being made, for someone who is not among those who wait. */
  #polling = false
  /** Whether more came while a message was looked for. */
  #hasMore = false
  readonly #waiters: Waiter<M>[] = []
  #over = false
  /** What it ended with, until someone is told. */
  #failure: { readonly error: unknown } | undefined

  /**
   * @param poll makes the next message; absent where there is none yet. It does not throw: where
   * something fails it calls {@link end}
   */
  constructor(poll: () => M | undefined) {
    this.#poll = poll
  }

  /** The next message. After the end it rejects with the failure, once, and is done from then on. */
  next(): Promise<IteratorResult<M, undefined>> {
    if (this.#polling || this.#waiters.length > 0) return this.#wait('last')
    const message = this.#make()
    if (message === undefined && !this.#over) return this.#wait('first')
    // Someone may have asked meanwhile, out of a callback: this answer comes before theirs.
    const answer =
      message === undefined
        ? new Promise<IteratorResult<M, undefined>>(this.#settle)
        : Promise.resolve(resultOf(message))
    this.serve()
    return answer
  }

  /** Hands messages to those who wait, for as long as there are both; to be called when some came. */
  serve(): void {
    this.#hasMore = this.#polling
    while (!this.#polling && this.#waiters.length > 0) {
      const waiter = this.#waiters.shift()
      if (waiter === undefined) return
      const message = this.#make()
      if (message !== undefined) waiter.resolve(resultOf(message))
      else if (this.#over) this.#settle(waiter.resolve, waiter.reject)
      else {
        this.#waiters.unshift(waiter)
        return
      }
    }
  }

  /** There is nothing more: those who wait are told so, the first of them of the failure if any. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#over) return
    this.#over = true
    this.#failure = failure
    this.serve()
  }

  /** Absent where there is none yet, or never again. */
  #make(): M | undefined {
    this.#polling = true
    try {
      let message: M | undefined
      do {
        this.#hasMore = false
        message = this.#over ? undefined : this.#poll()
      } while (message === undefined && this.#hasMore)
      return message
    } finally {
      this.#polling = false
    }
  }

  #wait(place: 'first' | 'last'): Promise<IteratorResult<M, undefined>> {
    return new Promise((resolve, reject) => {
      if (place === 'first') this.#waiters.unshift({ resolve, reject })
      else this.#waiters.push({ resolve, reject })
    })
  }

  readonly #settle = (resolve: Waiter<M>['resolve'], reject: Waiter<M>['reject']): void => {
    const failure = this.#failure
    this.#failure = undefined
    if (failure === undefined) resolve({ done: true, value: undefined })
    else reject(failure.error)
  }
}

function resultOf<M>(value: M): IteratorResult<M, undefined> {
  return { done: false, value }
}
