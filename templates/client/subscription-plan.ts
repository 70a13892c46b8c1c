import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { Dial } from './dial.js'
import { endpointUrl } from './endpoint.js'
import type { SubscribeOptions } from './subscribe-options.js'

/** What a subscription is made of. */
export interface SubscriptionPlan<M extends TypedMessage> {
  readonly descriptor: StreamDescriptor<unknown, M>
  readonly options: Omit<SubscribeOptions<unknown>, 'params'>
  /** The position to start from. */
  readonly cursor: number | undefined
  /** The address to connect to, given the position to go on from. */
  readonly url: (cursor: number | undefined) => string
  readonly dial: Dial
}

/**
 * Settles how a stream is subscribed to.
 *
 * @throws TypeError where the address is none
 */
export function planSubscription<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  options: SubscribeOptions<P>,
  dial: Dial,
): SubscriptionPlan<M> {
  const { params } = options
  const query = params === undefined ? new URLSearchParams() : descriptor.params.serialize(params)
  const given = query.get('cursor')
  const url = (cursor: number | undefined) => endpointUrl(descriptor.nsid, options, query, cursor)
  url(0)
  return {
    descriptor,
    options,
    cursor: options.cursor ?? (given === null ? undefined : Number(given)),
    url,
    dial,
  }
}
