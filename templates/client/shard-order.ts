import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { ShardOrder } from './shard-options.js'
import type { ShardReader } from './shard-reader.js'

/** Tells up to where everything has been taken; a function, since not every message needs it. */
type Reached = () => number | undefined

/** In which order the messages of several shards are taken, and which of them are copies. */
export interface ShardSequence<M extends TypedMessage> {
  /** Everything up to this seq has been taken, as far as the order alone tells; 0 where it does not. */
  readonly done: number
  /**
   * The shard whose message is taken next; absent where none has one, or it has to wait.
   *
   * @param reached everything up to this seq has been taken from all shards
   */
  pick(readers: readonly ShardReader<M>[], reached: Reached): ShardReader<M> | undefined
  /**
   * Whether a sequenced message that is about to be taken is new: one without a shard key comes from
   * every shard.
   */
  admit(message: M, seq: number, reached: Reached): boolean
}

/** The sequence for an order. */
export function shardSequence<M extends TypedMessage>(
  order: ShardOrder,
  descriptor: StreamDescriptor<unknown, M>,
): ShardSequence<M> {
  return order === 'seq' ? new SequenceBySeq() : new SequenceByArrival(descriptor)
}

/** Lowest seq first. */
class SequenceBySeq<M extends TypedMessage> implements ShardSequence<M> {
  done = 0

  pick(readers: readonly ShardReader<M>[], reached: Reached): ShardReader<M> | undefined {
    let lowest: ShardReader<M> | undefined
    let lowestSeq = Infinity
    for (const reader of readers) {
      if (reader.next === undefined) continue
      const seq = reader.nextSeq
      // What has no seq has no place to wait for.
      if (seq === undefined) return reader
      if (seq >= lowestSeq) continue
      lowest = reader
      lowestSeq = seq
    }
    const done = reached()
    return done === undefined || lowestSeq <= done + 1 ? lowest : undefined
  }

  admit(_message: M, seq: number): boolean {
    if (seq <= this.done) return false
    this.done = seq
    return true
  }
}

/** First come, first served. */
class SequenceByArrival<M extends TypedMessage> implements ShardSequence<M> {
  readonly done = 0
  readonly #shardKeys: ReadonlyMap<string, string | undefined>
  /** Messages without a shard key that not all shards have come past yet. */
  readonly #seen = new Set<number>()

  constructor(descriptor: StreamDescriptor<unknown, M>) {
    this.#shardKeys = new Map(
      descriptor.messages.map(({ $type, shardKey }) => [$type, shardKey] as const),
    )
  }

  pick(readers: readonly ShardReader<M>[]): ShardReader<M> | undefined {
    let first: ShardReader<M> | undefined
    for (const reader of readers) {
      if (reader.next === undefined) continue
      if (first === undefined || reader.place < first.place) first = reader
    }
    return first
  }

  admit(message: M, seq: number, reached: Reached): boolean {
    if (this.#hasKey(message)) return true
    const done = reached() ?? 0
    for (const seen of this.#seen) {
      if (seen > done) break
      this.#seen.delete(seen)
    }
    // Not by the highest one alone: a host may divide by keys of which this lexicon knows nothing.
    if (this.#seen.has(seq)) return false
    this.#seen.add(seq)
    return true
  }

  #hasKey(message: M): boolean {
    const name = this.#shardKeys.get(message.$type)
    return name !== undefined && typeof Reflect.get(message, name) === 'string'
  }
}
