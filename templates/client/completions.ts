/** A message that was handed out, and whether it has been processed. */
interface Handed {
  readonly cursor: number
  done: boolean
}

/**
 * Messages that are being processed, in the order in which they were handed out: those that are done
 * move the cursor only as far as none before them is missing.
 */
export class Completions {
  #handed: Handed[] = []
  #head = 0
  #cursor: number | undefined

  /** @param cursor where the consumer begins; absent where it does not know */
  constructor(cursor: number | undefined) {
    this.#cursor = cursor
  }

  /** Everything up to here has been processed. */
  get cursor(): number | undefined {
    return this.#cursor
  }

  /** How many messages are being processed. */
  get open(): number {
    return this.#handed.length - this.#head
  }

  /**
   * A message is handed out.
   *
   * @param cursor the position that is reached with it
   * @returns what says that it has been processed; calling it again does nothing
   */
  hand(cursor: number): () => void {
    const handed = { cursor, done: false }
    this.#handed.push(handed)
    return () => {
      handed.done = true
      this.#advance()
    }
  }

  #advance(): void {
    for (let first = this.#handed[this.#head]; first?.done === true;) {
      this.#cursor = Math.max(this.#cursor ?? 0, first.cursor)
      first = this.#handed[++this.#head]
    }
    // Moving what is left pays once the emptied places outnumber it: constant time per message.
    if (this.#head * 2 > this.#handed.length) {
      this.#handed = this.#handed.slice(this.#head)
      this.#head = 0
    }
  }
}
