import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import type { ShardOrder } from './shard-options.js'
import type { ShardReader } from './shard-reader.js'

/** In which order the messages of several shards are taken, and which of them are copies. */
export interface ShardSequence<M extends TypedMessage> {
  /** Everything up to this seq has been taken, as far as the order alone tells; 0 where it does not. */
  readonly done: number
  /**
   * The shard whose message is taken next; absent where it has to wait.
   *
   * @param ready those that have a next message, in the order in which these came
   * @param reached everything up to this seq has been taken from all shards
   */
  pick(ready: readonly ShardReader<M>[], reached: number | undefined): ShardReader<M> | undefined
  /** Whether a sequenced message is new: one without a shard key comes from every shard. */
  admit(message: M, seq: number, reached: number | undefined): boolean
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

  pick(ready: readonly ShardReader<M>[], reached: number | undefined): ShardReader<M> | undefined {
    let lowest: ShardReader<M> | undefined
    let lowestSeq = Infinity
    for (const reader of ready) {
      const seq = reader.next === undefined ? undefined : seqOf(reader.next)
      // What has no seq has no place to wait for.
      if (seq === undefined) return reader
      if (seq >= lowestSeq) continue
      lowest = reader
      lowestSeq = seq
    }
    return reached === undefined || lowestSeq <= reached + 1 ? lowest : undefined
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

  pick(ready: readonly ShardReader<M>[]): ShardReader<M> | undefined {
    return ready[0]
  }

  admit(message: M, seq: number, reached: number | undefined): boolean {
    if (this.#hasKey(message)) return true
    for (const seen of this.#seen) {
      if (seen > (reached ?? 0)) break
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
