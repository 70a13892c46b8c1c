import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { RequiredParams, SubscribeOptions } from './subscribe-options.js'
import { Subscription } from './subscription.js'
import { planSubscription } from './subscription-plan.js'
import { webSocketDial } from './web-socket-dial.js'

/**
 * Subscribes to a stream with the platform's own `WebSocket`, in browsers and wherever there is
 * one. On Node, `client/node/subscribe.js` does the same over `ws`, which can send headers, can hold
 * a server back, and knows why a handshake failed.
 *
 * @throws TypeError where the address is none
 */
export function subscribe<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  options: SubscribeOptions<P> & RequiredParams<P>,
): Subscription<M> {
  return new Subscription(planSubscription<P, M>(descriptor, options, webSocketDial))
}
