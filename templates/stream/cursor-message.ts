import type { TypedMessage } from './descriptor.js'

/**
 * A `#cursor` message (`com.atproto.stream.defs#cursor`): unsequenced, unpersisted, about the
 * connection that it is sent on, the first message of each.
 */
export interface CursorMessage extends TypedMessage {
  /**
   * The connection's position: everything with a seq up to here that this connection asked for has
   * been sent, so that reconnecting with this value loses nothing.
   */
  readonly cursor: number
  /** The highest seq that the stream has assigned, 0 when it never had a message. */
  readonly highestSeq: number
  /** False while persisted messages are replayed, true once new ones are passed on. */
  readonly live: boolean
  /** The oldest seq that can still be replayed. */
  readonly lowestSeq?: number
  /** How the host makes sequence numbers; known are `counter` and `unix-micros`. */
  readonly seqScheme?: string
  /** The opaque name of the sequence space: numbers of different spaces cannot be compared. */
  readonly sequenceId?: string
  /** The largest shard count that the server accepts for this stream. */
  readonly shardCount?: number
  /** How many messages are left to send up to `highestSeq`. */
  readonly pendingMessages?: number
  /** How many bytes of stored frames are left to send up to `highestSeq`. */
  readonly pendingBytes?: number
  /** The stream's current rate, smoothed. */
  readonly messagesPerMinute?: number
  /** The server's clock. */
  readonly time?: string
}

/** The full type of a stream's `#cursor` message. */
export function cursorType(nsid: string): string {
  return `${nsid}#cursor`
}

/** Whether a message is its stream's `#cursor`. */
export function isCursorMessage<M extends TypedMessage>(
  nsid: string,
  message: M,
): message is M & CursorMessage {
  return (
    'cursor' in message &&
    typeof message.cursor === 'number' &&
    'highestSeq' in message &&
    typeof message.highestSeq === 'number' &&
    'live' in message &&
    typeof message.live === 'boolean' &&
    // Last, as the longest to find out: nearly all messages are none.
    message.$type === cursorType(nsid)
  )
}
