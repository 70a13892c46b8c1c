import { isCursorMessage, type CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import type { StartPoint } from './start-point.js'
import { SequenceChangedError } from './subscribe-error.js'

/** How far a consumer has come in a stream, over all of its connections. */
export class Progress<M extends TypedMessage> {
  readonly #nsid: string
  #cursor: number | undefined
  #sequenceId: string | undefined
  #told: (M & CursorMessage) | undefined
  #live: boolean | undefined

  constructor(nsid: string, from: StartPoint) {
    this.#nsid = nsid
    this.#cursor = from.cursor
    this.#sequenceId = from.sequenceId
  }

  /** Everything up to here has been consumed: what to reconnect with. */
  get cursor(): number | undefined {
    return this.#cursor
  }

  /** The last `#cursor` message; absent while there was none. */
  get told(): (M & CursorMessage) | undefined {
    return this.#told
  }

  /** What the connection last said; absent where it has said nothing, as against old servers. */
  get live(): boolean | undefined {
    return this.#live
  }

  /**
   * Takes note of a message.
   *
   * @returns whether it is new; false where its seq has been consumed already
   * @throws SequenceChangedError where the server's numbers are of another sequence than the cursor
   */
  admit(message: M): boolean {
    if (isCursorMessage(this.#nsid, message)) {
      this.#notePosition(message)
      return true
    }
    const seq = seqOf(message)
    if (seq === undefined) return true
    if (this.#cursor !== undefined && seq <= this.#cursor) return false
    this.#cursor = seq
    return true
  }

  /** The connection is over: nothing is known of the next one. */
  disconnected(): void {
    this.#live = undefined
  }

  #notePosition(position: M & CursorMessage): void {
    const before = this.#sequenceId
    const now = position.sequenceId
    if (before !== undefined && now !== undefined && before !== now) {
      throw new SequenceChangedError(before, now)
    }
    this.#sequenceId = now ?? before
    this.#told = position
    this.#live = position.live
    this.#cursor = Math.max(this.#cursor ?? 0, position.cursor)
  }
}
