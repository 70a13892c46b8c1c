import { setImmediate, setTimeout } from 'node:timers/promises'

import { monotonicMs } from '../monotonic-ms.js'
import type { Contender } from './contender.js'

/** Publishes what a contender has prepared, one message after the other. */
export class Publishing {
  readonly #contender: Contender
  #prepared = 0
  #published = 0
  /** How many messages of the latest {@link publish} have reached the slowest subscriber. */
  #delivered = 0
  #waiting: (() => void) | undefined

  constructor(contender: Contender) {
    this.#contender = contender
  }

  prepare(frames: readonly Buffer[]): void {
    this.#contender.prepare(frames)
    this.#prepared = frames.length
    this.#published = 0
  }

  /** Says how many messages of the latest {@link publish} have reached the slowest subscriber. */
  delivered(messages: number): void {
    this.#delivered = messages
    this.#waiting?.()
  }

  /**
   * Publishes the next messages; resolves once the slowest subscriber has them.
   *
   * @param window how many may be on their way to that one
   */
  async publish(messages: number, window: number): Promise<void> {
    this.#checkPrepared(messages)
    this.#delivered = 0
    for (let sent = 0; sent < messages; sent++) {
      if (sent - this.#delivered >= window) await this.#deliveredAtLeast(sent - window + 1)
      await this.#contender.publish(this.#published++)
    }
    await this.#deliveredAtLeast(messages)
  }

  /** Publishes the next messages at a steady rate; when each was due, and when it was published. */
  async pace(
    messages: number,
    perSecond: number,
  ): Promise<{ readonly dueAtMs: Float64Array; readonly publishedAtMs: Float64Array }> {
    this.#checkPrepared(messages)
    const dueAtMs = new Float64Array(messages)
    const publishedAtMs = new Float64Array(messages)
    const startMs = monotonicMs()
    for (let sent = 0; sent < messages;) {
      const due = startMs + (sent * 1000) / perSecond
      const now = monotonicMs()
      if (now < due) {
        await setTimeout(1)
        continue
      }
      dueAtMs[sent] = due
      publishedAtMs[sent] = now
      sent++
      await this.#contender.publish(this.#published++)
      // As if each had come by itself.
      await setImmediate()
    }
    return { dueAtMs, publishedAtMs }
  }

  #checkPrepared(messages: number): void {
    if (this.#published + messages > this.#prepared) {
      throw new RangeError('not so many messages are prepared')
    }
  }

  async #deliveredAtLeast(messages: number): Promise<void> {
    while (this.#delivered < messages) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }
}
