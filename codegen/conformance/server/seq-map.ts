import type { JsonObject } from '../../proposal/vectors/encode/json.js'

/** The numbers that a server has given to the messages of a transcript. */
export class SeqMap {
  readonly #own = new Map<number, number>([[0, 0]])
  readonly #messages = new Map<number, JsonObject>()
  #highest = 0

  /** @param own the server's numbers for these messages */
  add(messages: readonly JsonObject[], own: readonly number[]): void {
    for (const [index, message] of messages.entries()) {
      const { seq } = message
      const ownSeq = own[index]
      if (typeof seq !== 'number' || ownSeq === undefined) continue
      this.#own.set(seq, ownSeq)
      this.#messages.set(ownSeq, message)
      this.#highest = Math.max(this.#highest, seq)
    }
  }

  /** The server's number; one that no message has lies as far beyond the highest as in the transcript. */
  of(seq: number): number {
    return this.#own.get(seq) ?? (this.#own.get(this.#highest) ?? 0) + seq - this.#highest
  }

  /** The message that was published under a number of the server's. */
  messageOf(ownSeq: number): JsonObject | undefined {
    return this.#messages.get(ownSeq)
  }
}
