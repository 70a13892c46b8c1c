import type { Subprotocol } from '../frame/subprotocol.js'
import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'

/**
 * The messages of a stream, wherever they come from: one host, several, or several shards of one. A
 * subscription has one, from the point where it starts until it ends; the feed sees to connections,
 * and hands out no message twice.
 */
export interface Feed<M extends TypedMessage> {
  /** The host that messages come from at present, as `relay.example` or `relay.example:8080`. */
  readonly host: string
  /** Everything up to this seq has been handed out; absent while no position is known. */
  readonly cursor: number | undefined
  /**
   * The time of the cursor in the stream itself, in milliseconds since the UNIX epoch; absent where the
   * cursor tells it, or nothing is known of it.
   */
  readonly positionMs?: number | undefined
  /** The last `#cursor` message that was handed out; absent against hosts that send none. */
  readonly told: (M & CursorMessage) | undefined
  /** What the host last said; absent while not connected, and where it does not say. */
  readonly live: boolean | undefined
  /** The wire format of the connection; absent while there is none. */
  readonly subprotocol: Subprotocol | undefined
  /**
   * The next message; several calls are answered in their order. Rejects where the stream cannot go
   * on, and is done from then on.
   */
  next(): Promise<IteratorResult<M, undefined>>
  /** Ends the feed: whoever waits for a message is told that there is none. */
  return(): Promise<IteratorResult<M, undefined>>
}

/** What whoever reads a {@link Feed} wants to know at once. None of it throws. */
export interface FeedEvents<M extends TypedMessage> {
  /** A message is handed out. */
  delivered(message: M): void
  /** The position has moved over a message that was skipped. */
  skipped?(): void
  /** There is no message for whoever asks for one. */
  waiting?(): void
  /** There may be something to poll where there was nothing. */
  arrived?(): void
  /** A shard has told of its position, of which the next `#cursor` tells together with the others'. */
  shardTold?(message: M & CursorMessage): void
  /** A connection has opened, or is over, or the host is another one. */
  connectionChanged(): void
  /** Nothing more is handed out: because of an error, or, without one, because that was asked for. */
  ended(error: unknown): void
}
