import { setTimeout } from 'node:timers/promises'
import type { Message } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Publisher } from '../../../templates/server/publisher.js'
import type { SoakMessages } from '../soak-messages.js'

/** So often it is looked what is due, in milliseconds. */
const tickMs = 5
/** So many messages may wait for the log before no more are published. */
const maxWaiting = 5000

/** Publishes consecutive seqs at a rate: mostly evenly, now and then a burst and then a pause. */
export class Publishing {
  readonly #publisher: Publisher<Message>
  readonly #messages: SoakMessages
  readonly #random: () => number
  readonly #onError: (error: unknown) => void
  #seq = 0
  #waiting = 0
  #stopped = true
  #running: Promise<void> = Promise.resolve()

  constructor(
    publisher: Publisher<Message>,
    messages: SoakMessages,
    random: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#publisher = publisher
    this.#messages = messages
    this.#random = random
    this.#onError = onError
  }

  /** The seq that was given last. */
  get lastSeq(): number {
    return this.#seq
  }

  start(perSecond: number): void {
    this.#stopped = false
    this.#running = this.#run(perSecond)
  }

  /** Resolves once the log has everything that was published. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    while (this.#waiting > 0) await setTimeout(tickMs)
  }

  async #run(perSecond: number): Promise<void> {
    const startMs = performance.now()
    let burstMs = startMs + this.#burstPauseMs()
    let published = 0
    while (!this.#stopped) {
      const now = performance.now()
      const isBurst = now >= burstMs
      if (isBurst) burstMs = now + this.#burstPauseMs()
      const due = Math.floor(((now - startMs) * perSecond) / 1000) - published
      // What a burst publishes ahead of time is not due later.
      const wanted = isBurst ? Math.ceil(perSecond * (0.3 + this.#random() * 0.7)) : due
      const count = Math.max(0, Math.min(wanted, maxWaiting - this.#waiting))
      for (let sent = 0; sent < count; sent++) this.#publishNext()
      published += count
      await setTimeout(tickMs)
    }
  }

  #burstPauseMs(): number {
    return 1000 + this.#random() * 4000
  }

  #publishNext(): void {
    const seq = ++this.#seq
    this.#waiting++
    this.#publisher
      .publishFrame(this.#messages.frame(seq, new Date().toISOString()))
      .catch(this.#onError)
      .finally(() => this.#waiting--)
  }
}
