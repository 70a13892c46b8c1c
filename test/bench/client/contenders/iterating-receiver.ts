import type { Receiver } from './receiver.js'

/** Receives from a client that is an async iterator, as a loop over it does. */
export class IteratingReceiver implements Receiver {
  readonly #messages: AsyncIterator<unknown, unknown, undefined>
  readonly #close: () => Promise<unknown>
  #nextSeq: number

  constructor(
    messages: AsyncIterator<unknown, unknown, undefined>,
    firstSeq: number,
    close: () => Promise<unknown>,
  ) {
    this.#messages = messages
    this.#nextSeq = firstSeq
    this.#close = close
  }

  async receive(messages: number): Promise<void> {
    for (let left = messages; left > 0;) {
      const { done, value } = await this.#messages.next()
      if (done === true) throw new Error(`the stream ended ${left} messages early`)
      const seq = seqOf(value)
      // What is about the connection is not part of the sequence.
      if (seq === undefined) continue
      if (seq !== this.#nextSeq) throw new Error(`message ${seq} came, not ${this.#nextSeq}`)
      this.#nextSeq++
      left--
    }
  }

  async close(): Promise<void> {
    await this.#close()
  }
}

function seqOf(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('seq' in message)) return undefined
  return typeof message.seq === 'number' ? message.seq : undefined
}
