import { isPowerOfTwo, type Shard } from '../stream/shard.js'

/**
 * In which order the messages of several shards are handed out.
 *
 * - `arrival`: as they come, so that none waits for another shard. Messages with the same shard key
 *   (of one repository, say) are in order even so.
 * - `seq`: in the order of their sequence numbers over all shards. A message is handed out once every
 *   other shard has shown, by a message or by a `#cursor`, that nothing lower comes from it; a shard
 *   without messages shows that only now and then (servers made here at least every 30 seconds), and
 *   holds up the others for as long.
 */
export type ShardOrder = 'arrival' | 'seq'

/**
 * Which shards of a stream to take. They go to the host as the parameters `shard` and `shardCount`,
 * in the place of those among the stream's parameters. A count is a power of two, at most as many as
 * the host accepts (`shardCount` of its `#cursor` messages): it refuses more with `InvalidShard`. The
 * cursor is good for every count, so that a count can be changed whenever a subscription is made.
 */
export interface ShardOptions {
  /**
   * Takes the whole stream over so many connections, one for each shard. The first one is opened
   * ahead of the others; where the host does not say in its `#cursor` that it has so many shards,
   * the whole stream is taken over a single connection instead, as without this option.
   *
   * What is lost and opened again is the connection of one shard, the others go on meanwhile. The
   * cursor is the safe one, the lowest of all shards: whoever starts from it misses nothing, and gets
   * again what the faster shards had handed out beyond it. How far behind it is, and whether it has
   * caught up, goes by that cursor, too: it stays where a shard without messages last showed itself.
   *
   * A limit such as `maxQueueBytes` is that of each connection.
   */
  readonly shards?: number
  /** In which order the messages of `shards` come; `arrival` by default. */
  readonly shardOrder?: ShardOrder
  /**
   * Takes one shard, for a consumer that is spread over several processes. Ends with `NoShardsError`
   * where the host does not say in its `#cursor` that it has so many shards: it would send everything
   * to each process.
   */
  readonly shard?: Shard
}

/** The shards that are to be taken, one of them or all; absent where the stream is not divided. */
export interface WantedShards {
  readonly count: number
  /** The one that is wanted; absent for all. */
  readonly index: number | undefined
}

/**
 * The shards that are asked for; absent where none are, or the only one.
 *
 * @throws TypeError where both `shard` and `shards` are given
 * @throws RangeError where a count is no power of two, or there is no shard of that index
 */
export function wantedShards({ shard, shards }: ShardOptions): WantedShards | undefined {
  if (shard !== undefined && shards !== undefined)
    throw new TypeError('give either shard or shards')
  const count = shard?.count ?? shards ?? 1
  if (!isPowerOfTwo(count)) {
    throw new RangeError(
      `${shard === undefined ? 'shards' : 'shard.count'}: ${count} is not a power of two`,
    )
  }
  const index = shard?.index
  if (index !== undefined && (!Number.isInteger(index) || index < 0 || index >= count)) {
    throw new RangeError(`shard.index: ${index} is not from 0 to ${count - 1}`)
  }
  return count === 1 ? undefined : { count, index }
}

/** The address of a shard of the stream at `url`, or without one of the whole stream. */
export function shardUrl(url: string, shard: Shard | undefined): string {
  const address = new URL(url)
  address.searchParams.delete('shard')
  address.searchParams.delete('shardCount')
  if (shard !== undefined) {
    address.searchParams.set('shard', String(shard.index))
    address.searchParams.set('shardCount', String(shard.count))
  }
  return address.href
}
