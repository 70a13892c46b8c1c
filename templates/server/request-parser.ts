import { ParamsError } from '../errors.js'
import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { Selection } from './delivery/feed.js'
import type { MountOptions } from './mount-options.js'
import type { Shard } from '../stream/shard.js'
import { wholeStream } from './delivery/feed.js'
import { requestedShard, shardMatcher } from './shard-request.js'

/** What a client asked for. */
export interface ConnectionRequest {
  readonly cursor: number | undefined
  readonly selection: Selection
}

/**
 * What reads a stream's query strings: the lexicon's own parameters by its codec, and of them
 * `cursor`, `shard` and `shardCount` by what they mean for every stream.
 *
 * What it returns throws ParamsError or RefusalError, either to be told to the client.
 */
export function requestParser<P, M extends TypedMessage, A>(
  descriptor: StreamDescriptor<P, M>,
  options: MountOptions<P, A>,
): (query: URLSearchParams, auth: A | undefined) => ConnectionRequest {
  const { source } = options
  // Without a hook `A` is undefined: it is inferred from nothing else.
  const open: Pick<MountOptions<P, A | undefined>, 'filter'> = options
  return (query, auth) => {
    const params = descriptor.params.parse(query)
    const cursor = cursorOf(params)
    if (cursor !== undefined && cursor < 0) {
      throw new ParamsError('cursor', `${cursor} is below 0`)
    }
    const shard = requestedShard(
      numberAt(params, 'shard'),
      numberAt(params, 'shardCount'),
      source.slots,
    )
    return { cursor, selection: selectionOf(shard, source.slots, open.filter?.(params, auth)) }
  }
}

/** The `cursor` among a stream's parameters, where there is one and it is a number. */
export function cursorOf(params: unknown): number | undefined {
  return numberAt(params, 'cursor')
}

function selectionOf(
  shard: Shard | undefined,
  slots: number,
  inFilter: Selection['matches'],
): Selection {
  if (shard === undefined) {
    return { key: inFilter === undefined ? wholeStream : undefined, matches: inFilter }
  }
  const inShard = shardMatcher(shard, slots)
  return inFilter === undefined
    ? { key: `${shard.index}/${shard.count}`, matches: inShard }
    : { key: undefined, matches: (frame) => inShard(frame) && inFilter(frame) }
}

function numberAt(params: unknown, name: string): number | undefined {
  if (typeof params !== 'object' || params === null) return undefined
  const value: unknown = Reflect.get(params, name)
  return typeof value === 'number' ? value : undefined
}
