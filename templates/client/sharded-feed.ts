import type { Subprotocol } from '../frame/subprotocol.js'
import { isCursorMessage, type CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import type { Shard } from '../stream/shard.js'
import type { FeedEvents } from './feed.js'
import { Handout } from './handout.js'
import { HostFeed } from './host-feed.js'
import { MergedCursor } from './merged-cursor.js'
import { NoShardsError } from './no-shards-error.js'
import { OnceFromAll } from './once-from-all.js'
import type { PolledFeed } from './polled-feed.js'
import { shardUrl, type WantedShards } from './shard-options.js'
import { shardSequence, type ShardSequence } from './shard-order.js'
import { ShardReader } from './shard-reader.js'
import type { StartPoint } from './start-point.js'
import { SequenceChangedError } from './subscribe-error.js'
import type { HostFeedPlan } from './subscription-plan.js'

/**
 * The messages of a stream from one host, over one connection for each shard, or one shard of them.
 *
 * Each shard keeps its own position and reconnects by itself; not more than one message of each is
 * held here. The shards' `#cursor` messages are merged into ones that are true of all of them, and
 * what comes from several shards (messages without a shard key, equal `#info` messages) is handed
 * out once.
 *
 * One connection is opened ahead of the others, to learn whether the host has so many shards, and
 * where all of them begin if that is now.
 *
 * `next` throws what a `HostFeed` throws, for any of the shards, and
 *
 * - `NoShardsError`: the host does not say (any more) that it has so many shards;
 * - `SequenceChangedError`: shards are of different sequences.
 */
export class ShardedFeed<M extends TypedMessage> implements PolledFeed<M> {
  readonly host: string
  readonly #plan: HostFeedPlan<M>
  readonly #events: FeedEvents<M>
  readonly #wanted: WantedShards
  readonly #sequence: ShardSequence<M>
  readonly #merged = new MergedCursor<M>()
  readonly #notices: OnceFromAll<M>
  #readers: readonly ShardReader<M>[] = []
  /** How many messages the readers have had. */
  #found = 0
  /**
   * - `asking`: one connection, to find out whether there are shards;
   * - `divided`: there are, and each reader reads one;
   * - `whole`: there are none, and the only reader reads everything.
   */
  #state: 'idle' | 'asking' | 'divided' | 'whole' | 'ended' = 'idle'
  #sequenceId: string | undefined
  readonly #handout = new Handout<M>(() => this.poll())

  constructor(plan: HostFeedPlan<M>, events: FeedEvents<M>, wanted: WantedShards) {
    this.#plan = plan
    this.#events = events
    this.#wanted = wanted
    this.#sequence = shardSequence(plan.options.shardOrder ?? 'arrival', plan.descriptor)
    this.#notices = new OnceFromAll(plan.descriptor)
    this.#sequenceId = plan.from.sequenceId
    this.host = new URL(plan.url(0)).host
  }

  /** Everything up to this seq has been handed out, whichever shard it is of; never goes down. */
  get cursor(): number | undefined {
    const { cursor } = this.#plan.from
    if (this.#readers.length === 0) return cursor
    let lowest = Infinity
    for (const { reached } of this.#readers) {
      if (reached === undefined) return undefined
      lowest = Math.min(lowest, reached)
    }
    return Math.max(lowest, this.#sequence.done)
  }

  /** The last merged `#cursor` message that was handed out. */
  get told(): (M & CursorMessage) | undefined {
    return this.#merged.told
  }

  /** True where all shards are live, false where one is known not to be. */
  get live(): boolean | undefined {
    const all = this.#readers.map(({ live }) => live)
    if (all.includes(false)) return false
    return all.length === 0 || all.includes(undefined) ? undefined : true
  }

  /** The wire format of the first shard that is connected. */
  get subprotocol(): Subprotocol | undefined {
    return this.#readers.find(({ subprotocol }) => subprotocol !== undefined)?.subprotocol
  }

  /** The next message; several calls are answered in their order. */
  next(): Promise<IteratorResult<M, undefined>> {
    return this.#handout.next()
  }

  poll(): M | undefined {
    try {
      if (this.#state === 'idle') this.#start()
      return this.#pollReaders()
    } catch (error) {
      this.#end({ error })
      return undefined
    }
  }

  /** Ends the feed, with all its shards. */
  return(): Promise<IteratorResult<M, undefined>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  #start(): void {
    this.#state = 'asking'
    const { signal } = this.#plan.options
    if (signal?.aborted === true) {
      this.#end()
      return
    }
    signal?.addEventListener('abort', this.#onAbort)
    const { index = 0, count } = this.#wanted
    this.#readers = [this.#open(this.#plan.from, { index, count })]
  }

  readonly #onAbort = (): void => this.#end()

  /** Starts to read a shard, or without one the whole stream. */
  #open(from: StartPoint, shard: Shard | undefined): ShardReader<M> {
    const { url, options } = this.#plan
    const { onReconnect } = options
    const plan: HostFeedPlan<M> = {
      ...this.#plan,
      from,
      url: (cursor) => shardUrl(url(cursor), shard),
      options:
        onReconnect === undefined || shard === undefined
          ? options
          : {
              ...options,
              onReconnect: (reconnection) => onReconnect({ ...reconnection, shard: shard.index }),
            },
    }
    const feed = new HostFeed(plan, {
      delivered: () => undefined,
      skipped: () => this.#events.skipped?.(),
      arrived: () => {
        reader.arrived()
        this.#handout.serve()
        this.#events.arrived?.()
      },
      connectionChanged: () => this.#events.connectionChanged(),
      ended: (error) => {
        if (this.#readers.includes(reader)) this.#end(error === undefined ? undefined : { error })
      },
    })
    const reader = new ShardReader(feed, from.cursor)
    return reader
  }

  /** The next message to hand out; absent where none has come, or it is not its turn. */
  #pollReaders(): M | undefined {
    for (;;) {
      for (const reader of this.#readers) if (reader.look(this.#found)) this.#found++
      if (this.#state === 'ended') return undefined
      const reader = this.#sequence.pick(this.#readers, this.#reached)
      const message = reader?.next
      if (reader === undefined || message === undefined) return undefined
      if (this.#state === 'asking' && !this.#divide(message)) continue
      const result = this.#take(reader, message)
      if (result === undefined) continue
      this.#events.delivered(result)
      return result
    }
  }

  readonly #reached = (): number | undefined => this.cursor

  /**
   * Decides by the first message of the first connection whether there are shards.
   *
   * @returns false where there are none: then the connection was given up, and the message with it
   */
  #divide(message: M): boolean {
    const { from, descriptor } = this.#plan
    const { count, index } = this.#wanted
    const isCursor = isCursorMessage(descriptor.nsid, message)
    const most = isCursor ? message.shardCount : undefined
    // Where all of it is wanted from now on, now is when the first connection was made.
    const seq = seqOf(message)
    const now = isCursor ? message.cursor : seq === undefined ? undefined : seq - 1
    const sequenceId = isCursor ? (message.sequenceId ?? from.sequenceId) : from.sequenceId
    const start = { cursor: from.cursor ?? now, sequenceId }
    if (isCursor && (most ?? 0) >= count) {
      this.#state = 'divided'
      if (index !== undefined) return true
      const others = Array.from({ length: count - 1 }, (_, other) =>
        this.#open(start, { index: other + 1, count }),
      )
      this.#readers = [...this.#readers, ...others]
      return true
    }
    if (index !== undefined) throw new NoShardsError(count, most)
    const [asked] = this.#readers
    this.#state = 'whole'
    this.#readers = [this.#open(start, undefined)]
    asked?.end()
    return false
  }

  /** Takes a message from its shard; absent where there is nothing to hand out. */
  #take(reader: ShardReader<M>, message: M): M | undefined {
    if (isCursorMessage(this.#plan.descriptor.nsid, message)) {
      this.#checkSequence(message)
      this.#events.shardTold?.(message)
      reader.takeCursor(message)
      return this.#merged.note(message, reader, this.#readers, this.cursor ?? message.cursor)
    }
    // Whether a host has shards it says first of all.
    if (this.#state === 'divided' && reader.told === undefined) {
      throw new NoShardsError(this.#wanted.count, undefined)
    }
    const seq = reader.nextSeq
    const isNew =
      seq === undefined
        ? this.#notices.admit(message, reader)
        : this.#sequence.admit(message, seq, this.#reached)
    reader.take()
    return isNew ? message : undefined
  }

  #checkSequence({ sequenceId, shardCount }: CursorMessage): void {
    const { count } = this.#wanted
    if (this.#state === 'divided' && (shardCount ?? 0) < count) {
      throw new NoShardsError(count, shardCount)
    }
    const before = this.#sequenceId
    if (before !== undefined && sequenceId !== undefined && before !== sequenceId) {
      throw new SequenceChangedError(before, sequenceId)
    }
    this.#sequenceId = sequenceId ?? before
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#plan.options.signal?.removeEventListener('abort', this.#onAbort)
    for (const reader of this.#readers) reader.end()
    this.#events.ended(failure?.error)
    this.#handout.end(failure)
  }
}
