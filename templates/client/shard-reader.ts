import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import type { PolledFeed } from './polled-feed.js'

/**
 * Reads one shard for whoever merges it with others: holds its next message until it is taken, and
 * knows how far what was taken reaches.
 */
export class ShardReader<M extends TypedMessage> {
  readonly #feed: PolledFeed<M>
  #next: M | undefined
  #nextSeq: number | undefined
  #place = 0
  /** Whether the feed has had nothing, and has not said since that something has arrived. */
  #waiting = false
  #cursor: number | undefined
  #told: (M & CursorMessage) | undefined
  #takenSinceTold = 0

  /** @param cursor where the shard begins; absent where that is not known */
  constructor(feed: PolledFeed<M>, cursor: number | undefined) {
    this.#feed = feed
    this.#cursor = cursor
  }

  /** The message that comes next; absent while there is none. */
  get next(): M | undefined {
    return this.#next
  }

  /** The seq of {@link next}; absent where it has none. */
  get nextSeq(): number | undefined {
    return this.#nextSeq
  }

  /** The place of {@link next} in the order in which those of all shards were found. */
  get place(): number {
    return this.#place
  }

  /** Everything of the shard up to this seq has been taken; absent while that is not known. */
  get reached(): number | undefined {
    // The shard has nothing between what was taken and what comes next.
    return this.#nextSeq === undefined ? this.#cursor : this.#nextSeq - 1
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
  get subprotocol(): PolledFeed<M>['subprotocol'] {
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
   * Looks for a next message where there is none; never for more than that one. That the shard has
   * ended, its feed tells.
   *
   * @param place that of the message, should there be one
   * @returns whether there is one that was not there before
   */
  look(place: number): boolean {
    if (this.#waiting || this.#next !== undefined) return false
    const next = this.#feed.poll()
    this.#waiting = next === undefined
    if (next === undefined) return false
    this.#next = next
    this.#nextSeq = seqOf(next)
    this.#place = place
    return true
  }

  /** The shard may have a message by now. */
  arrived(): void {
    this.#waiting = false
  }

  /** Takes the next message. */
  take(): void {
    this.#cursor = this.#nextSeq ?? this.#cursor
    this.#takenSinceTold++
    this.#clear()
  }

  /** Takes the next message, a `#cursor`. */
  takeCursor(message: M & CursorMessage): void {
    this.#clear()
    this.#told = message
    this.#takenSinceTold = 0
    // The feed was not asked for more than this message: its cursor is what the message has made of it.
    this.#cursor = this.#feed.cursor ?? message.cursor
  }

  /** Ends the shard. */
  end(): void {
    void this.#feed.return()
  }

  #clear(): void {
    this.#next = undefined
    this.#nextSeq = undefined
  }
}
