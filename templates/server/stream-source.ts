import type { SeqScheme, StreamPosition } from '../stream/position.js'

/** A sequenced message as it is kept: the bytes of its `xrpc.v0.cbor` frame. */
export interface StoredFrame {
  readonly seq: number
  /**
   * The shard slot of the message, from 0 to `slots - 1`; absent where it has no shard key and goes
   * to every shard. One that the source does not have is reported, and the message goes to every
   * shard too.
   */
  readonly slot: number | undefined
  /** The frame in `xrpc.v0.cbor`; nobody may change these bytes any more. */
  readonly bytes: Uint8Array
}

/** What to read. */
export interface ReadRequest {
  /** Only frames with a higher seq. */
  readonly after: number
  /** At most so many frames, 1 or more. */
  readonly limit: number
  /** About so many bytes: no further frame is added that would exceed it. */
  readonly maxBytes: number
}

/** Consecutive frames, and the state of the log at the moment that they were read. */
export interface ReadResult {
  /**
   * In ascending order, nothing left out between them nor between `after` and the first (unless it
   * was pruned: see `position.prunedSeq`). Empty only where the log has nothing higher than `after`.
   * A server sends nothing twice, and reports what is given twice (see `SourceError`).
   */
  readonly frames: readonly StoredFrame[]
  readonly position: StreamPosition
}

/** What is left to send up to the end of the log. */
export interface PendingFrames {
  readonly messages: number
  readonly bytes: number
}

/**
 * A store of a stream's messages that a server replays and follows: in memory, in SQLite, in the
 * database of a PDS. Whatever follows it keeps one cursor, reads strictly after it, and is woken
 * when there is more: replaying and being live differ in nothing else, so that nothing can get lost,
 * repeated or out of order between them.
 */
export interface StreamSource {
  readonly seqScheme: SeqScheme
  /** The opaque name of the sequence space, at most 128 bytes; it changes when continuity is lost. */
  readonly sequenceId: string | undefined
  /**
   * How many shard slots the frames carry, a power of two up to 2^30, or `mount` throws a RangeError;
   * 1 means that there are no shards.
   */
  readonly slots: number
  /** Where the log stands. */
  position(): StreamPosition | Promise<StreamPosition>
  /** Reads frames, in one step as seen from writers. */
  read(request: ReadRequest): ReadResult | Promise<ReadResult>
  /** What is left after a seq, where that is known without reading it. */
  pending?(after: number): PendingFrames | undefined
  /** How many messages a minute come in at present, smoothed, where that is known. */
  messagesPerMinute?(): number | undefined
  /**
   * Calls `listener` after frames have become readable; several may share a call. A listener must
   * not throw.
   *
   * @returns what ends the subscription
   */
  subscribe(listener: () => void): () => void
}

/** A store that can be written to. */
export interface StreamLog extends StreamSource {
  /**
   * Appends frames in ascending order, all of them or none; resolves once they are as durable as
   * this log makes them. Whoever follows the log is told afterwards.
   *
   * @throws AppendError where a seq is not above the highest one
   */
  append(frames: readonly StoredFrame[]): void | Promise<void>
}
