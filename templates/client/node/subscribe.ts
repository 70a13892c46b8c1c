import type { StreamDescriptor, TypedMessage } from '../../stream/descriptor.js'
import type { RequiredParams, SubscribeOptions } from '../subscribe-options.js'
import { Subscription } from '../subscription.js'
import { planSubscription } from '../subscription-plan.js'
import { wsDial, type WsDialOptions } from './ws-dial.js'

/** How to subscribe over `ws`. */
export interface NodeSubscribeOptions<P> extends SubscribeOptions<P>, WsDialOptions {}

/**
 * Subscribes to a stream over `ws`, whatever WebSocket the platform has of its own: only `ws` sends
 * headers, holds the server back when the consumer is slow, hands text over as bytes and tells why
 * a handshake failed.
 *
 * @throws TypeError where the address is none
 */
export function subscribe<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  options: NodeSubscribeOptions<P> & RequiredParams<P>,
): Subscription<M> {
  return new Subscription(planSubscription<P, M>(descriptor, options, wsDial(options)))
}
