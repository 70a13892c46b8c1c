import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { Dial } from './dial.js'
import { endpointUrl } from './endpoint.js'
import { wantedShards } from './shard-options.js'
import type { Start, StartPoint } from './start-point.js'
import type { SubscribeOptions } from './subscribe-options.js'

/** What a subscription is made of. */
export interface SubscriptionPlan<M extends TypedMessage> {
  readonly descriptor: StreamDescriptor<unknown, M>
  readonly options: Omit<SubscribeOptions<unknown>, 'params'>
  /** Where to start, unless a store knows better. */
  readonly start: Start
  /** The address to connect to, given the position to go on from. */
  readonly url: (cursor: number | undefined) => string
  readonly dial: Dial
}

/** What the part of a subscription that one host serves is made of. */
export interface HostFeedPlan<M extends TypedMessage> extends SubscriptionPlan<M> {
  /** Where to start. */
  readonly from: StartPoint
}

/**
 * Settles how a stream is subscribed to.
 *
 * @throws TypeError where the address is none, or `shard` and `shards` are both given
 * @throws RangeError where there are no such shards
 */
export function planSubscription<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  options: SubscribeOptions<P>,
  dial: Dial,
): SubscriptionPlan<M> {
  wantedShards(options)
  const { params } = options
  const query = params === undefined ? new URLSearchParams() : descriptor.params.serialize(params)
  const given = query.get('cursor')
  const url = (cursor: number | undefined) => endpointUrl(descriptor.nsid, options, query, cursor)
  url(0)
  return {
    descriptor,
    options,
    start: options.cursor ?? (given === null ? 'live' : Number(given)),
    url,
    dial,
  }
}
