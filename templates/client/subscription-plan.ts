import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { Dial } from './dial.js'
import { endpointUrls, type AddressOf } from './endpoint.js'
import { failoverLimits } from './failover/limits.js'
import { checkSubprotocols } from './offered-subprotocols.js'
import { wantedShards } from './shard-options.js'
import type { Start, StartPoint } from './start-point.js'
import type { SavedCursor } from './stores/cursor-store.js'
import type { SubscribeOptions } from './subscribe-options.js'

/** What a subscription is made of. */
export interface SubscriptionPlan<M extends TypedMessage> {
  readonly descriptor: StreamDescriptor<unknown, M>
  readonly options: Omit<SubscribeOptions<unknown>, 'params'>
  /** Where to start, unless a store knows better. */
  readonly start: Start
  /** The address to connect to, given the position to go on from: that of the first host. */
  readonly url: AddressOf
  /** Those of all hosts, most wanted first. */
  readonly urls: readonly AddressOf[]
  readonly dial: Dial
}

/** What the part of a subscription that one host serves is made of. */
export interface HostFeedPlan<M extends TypedMessage> extends SubscriptionPlan<M> {
  /** Where to start. */
  readonly from: StartPoint
}

/** What a subscription is made of once it is known where it starts. */
export interface FailoverPlan<M extends TypedMessage> extends HostFeedPlan<M> {
  /** What the store had. */
  readonly saved: SavedCursor | undefined
}

/**
 * Settles how a stream is subscribed to.
 *
 * @throws TypeError where an address is none, or `shard` and `shards` are both given
 * @throws RangeError where there are no such shards or subprotocols, or the cursor or a number of
 * `failover` makes no sense
 */
export function planSubscription<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  options: SubscribeOptions<P>,
  dial: Dial,
): SubscriptionPlan<M> {
  wantedShards(options)
  failoverLimits(options.failover)
  checkSubprotocols(options.subprotocols)
  const { params } = options
  const query = params === undefined ? new URLSearchParams() : descriptor.params.serialize(params)
  const given = query.get('cursor')
  const urls = endpointUrls(descriptor.nsid, options, query)
  return {
    descriptor,
    options,
    start: checkedStart(options.cursor ?? startOf(given, options.writeCursor !== undefined)),
    url: urls[0],
    urls,
    dial,
  }
}

/**
 * Where the parameter `cursor` says to start. What is no number, as in streams that are ordered by TIDs,
 * is left to the server, and stays in the address until there is a position to go on from.
 */
function startOf(parameter: string | null, isWritten: boolean): Start {
  return isWritten || parameter === null || !/^\d+$/.test(parameter) ? 'live' : Number(parameter)
}

/** Programs that are run without being compiled give anything. */
function checkedStart(start: Start): Start {
  if (start === 'oldest' || start === 'live' || typeof start === 'object') return start
  if (typeof start === 'number' && Number.isSafeInteger(start) && start >= 0) return start
  if (typeof start !== 'number') {
    throw new RangeError(`cursor: ${String(start)} is none of a number, oldest, live and { since }`)
  }
  throw new RangeError(
    `cursor: ${start} is no sequence number, which is an integer from 0 to 2^53-1`,
  )
}
