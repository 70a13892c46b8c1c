import { isCursorMessage, type CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import { isTimeLike } from '../stream/time-like-seq.js'
import { sameContent } from './same-content.js'
import type { StartPoint } from './start-point.js'
import { ProtocolError, SequenceChangedError, SequenceOrderError } from './subscribe-error.js'

/** How far a consumer has come in a stream, over all of its connections. */
export class Progress<M extends TypedMessage> {
  readonly #nsid: string
  #cursor: number | undefined
  #sequenceId: string | undefined
  #told: (M & CursorMessage) | undefined
  #live: boolean | undefined
  /** The message of the cursor, as long as the cursor is a message's. */
  #last: M | undefined
  /** Whether the cursor was reached here, rather than given. */
  #isReached = false
  /** Whether the cursor was made from a time, so that the host may answer with another number. */
  readonly #isTime: boolean

  constructor(nsid: string, from: StartPoint) {
    this.#nsid = nsid
    this.#cursor = from.cursor
    this.#sequenceId = from.sequenceId
    this.#isTime = from.isTime === true
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
   * @returns whether it is new; false where it is the message of the cursor once more
   * @throws ProtocolError where it has a number below 0
   * @throws SequenceChangedError where the server's numbers are of another sequence than the cursor
   * @throws SequenceOrderError where they go down, or one has come before with other content
   */
  admit(message: M): boolean {
    if (isCursorMessage(this.#nsid, message)) {
      this.#notePosition(message)
      return true
    }
    const seq = seqOf(message)
    if (seq === undefined) return true
    assertSeq(seq)
    if (this.#cursor !== undefined && seq <= this.#cursor && !this.#isAnswer(seq)) {
      this.#checkRepetition(message, seq, this.#cursor)
      return false
    }
    this.#moveOn(seq, message)
    return true
  }

  /**
   * Takes note of a message that is skipped unread.
   *
   * @returns whether it is new, as of {@link admit}
   * @throws ProtocolError where its number is below 0
   * @throws SequenceOrderError where its number goes down
   */
  skip(seq: number): boolean {
    assertSeq(seq)
    if (this.#cursor !== undefined && seq <= this.#cursor && !this.#isAnswer(seq)) {
      if (seq < this.#cursor) throw new SequenceOrderError('went-down', seq, this.#cursor)
      return false
    }
    this.#moveOn(seq, undefined)
    return true
  }

  /** The connection is over: nothing is known of the next one. */
  disconnected(): void {
    this.#live = undefined
  }

  /** @param message absent where it was not read */
  #moveOn(seq: number, message: M | undefined): void {
    this.#cursor = seq
    this.#last = message
    this.#isReached = true
  }

  /** Whether a number is what a host that counts has made of a time. */
  #isAnswer(seq: number): boolean {
    return this.#isTime && !this.#isReached && !isTimeLike(seq)
  }

  /** What the message of a saved cursor was, or of a `#cursor`, nobody knows: it may be repeated. */
  #checkRepetition(message: M, seq: number, cursor: number): void {
    if (seq < cursor) throw new SequenceOrderError('went-down', seq, cursor)
    if (this.#last !== undefined && !sameContent(message, this.#last)) {
      throw new SequenceOrderError('repeated', seq, cursor)
    }
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
    this.#moveTo(position)
  }

  #moveTo({ cursor, live }: CursorMessage): void {
    const before = this.#cursor
    // A cursor made from a time may lie beyond the stream's end: the server then goes on from the end,
    // and what it sends next may still be below.
    const isBeyond = !this.#isReached && (live || this.#isAnswer(cursor))
    this.#isReached = true
    if (before === undefined || before < cursor || (before > cursor && isBeyond)) {
      this.#cursor = cursor
      this.#last = undefined
    }
  }
}

/** No server would take it for a cursor. */
function assertSeq(seq: number): void {
  if (seq < 0) throw new ProtocolError(`a message with the number ${seq}, which is below 0`)
}
