import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import type { Feed } from './feed.js'

/**
 * Reads one shard for whoever merges it with others: holds its next message until it is taken, and
 * knows how far what was taken reaches.
 */
export class ShardReader<M extends TypedMessage> {
  readonly #feed: Feed<M>
  readonly #arrived: (reader: ShardReader<M>) => void
  #next: M | undefined
  #asking = false
  #cursor: number | undefined
  #told: (M & CursorMessage) | undefined
  #takenSinceTold = 0

  /**
   * @param cursor where the shard begins; absent where that is not known
   * @param arrived called when there is a next message that was not there before
   */
  constructor(
    feed: Feed<M>,
    cursor: number | undefined,
    arrived: (reader: ShardReader<M>) => void,
  ) {
    this.#feed = feed
    this.#arrived = arrived
    this.#cursor = cursor
  }

  /** The message that comes next; absent while there is none. */
  get next(): M | undefined {
    return this.#next
  }

  /** Everything of the shard up to this seq has been taken; absent while that is not known. */
  get reached(): number | undefined {
    const seq = this.#next === undefined ? undefined : seqOf(this.#next)
    // The shard has nothing between what was taken and what comes next.
    return seq === undefined ? this.#cursor : seq - 1
  }

  /** The last `#cursor` message that was taken. */
  get told(): (M & CursorMessage) | undefined {
    return this.#told
  }

  /** What the host last said of being live; absent while the shard is not connected. */
  get live(): boolean | undefined {
    const { live } = this.#feed
    return live === undefined || this.#told === undefined ? undefined : live && this.#told.live
  }

  /** The wire format of the shard's connection; absent while there is none. */
  get subprotocol(): Feed<M>['subprotocol'] {
    return this.#feed.subprotocol
  }

  /** How many messages are left, by what the host last said; absent where it does not say. */
  get pendingMessages(): number | undefined {
    const pending = this.#told?.pendingMessages
    return pending === undefined ? undefined : Math.max(0, pending - this.#takenSinceTold)
  }

  /** The bytes of these, as exactly as messages are of one size. */
  get pendingBytes(): number | undefined {
    const { pendingBytes, pendingMessages } = this.#told ?? {}
    const left = this.pendingMessages
    if (pendingBytes === undefined || pendingMessages === undefined || left === undefined) {
      return undefined
    }
    return left === pendingMessages
      ? pendingBytes
      : Math.round((pendingBytes * left) / pendingMessages)
  }

  /**
   * Sees to it that there is a next message; never asks for more than that one. That the shard has
   * ended, its feed tells.
   */
  ask(): void {
    if (this.#asking || this.#next !== undefined) return
    this.#asking = true
    void this.#ask()
  }

  /** Takes the next message. */
  take(): void {
    const seq = this.#next === undefined ? undefined : seqOf(this.#next)
    this.#next = undefined
    this.#takenSinceTold++
    if (seq !== undefined) this.#cursor = seq
  }

  /** Takes the next message, a `#cursor`. */
  takeCursor(message: M & CursorMessage): void {
    this.#next = undefined
    this.#told = message
    this.#takenSinceTold = 0
    this.#cursor = Math.max(this.#cursor ?? 0, message.cursor)
  }

  /** Ends the shard. */
  end(): void {
    void this.#feed.return()
  }

  /** Never rejects. */
  async #ask(): Promise<void> {
    try {
      const { value } = await this.#feed.next()
      this.#asking = false
      if (value === undefined) return
      this.#next = value
      this.#arrived(this)
    } catch {
      // The feed has told of the error before it threw it.
    }
  }
}
