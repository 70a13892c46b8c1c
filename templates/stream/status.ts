import type { SeqScheme } from './position.js'

/** The answer of `com.atproto.stream.getStatus`: the facts of `#cursor`, without a connection. */
export interface StreamStatus {
  /** The stream's NSID. */
  readonly stream: string
  /** The highest seq that the stream has assigned, 0 when it never had a message. */
  readonly highestSeq: number
  /** The oldest seq that can still be replayed. */
  readonly lowestSeq?: number
  readonly seqScheme?: SeqScheme
  /** The opaque name of the sequence space. */
  readonly sequenceId?: string
  /** The largest shard count that the server accepts; absent where it has no shards. */
  readonly shardCount?: number
  /** The stream's current rate, smoothed. */
  readonly messagesPerMinute?: number
  /** The server's clock. */
  readonly time?: string
  /** The tokens that can be negotiated, the default one first. */
  readonly subprotocols: readonly string[]
}
