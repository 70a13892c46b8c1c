import type { SubscribeOptions } from '../../templates/client/subscribe-options.js'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { Subscription } from '../../templates/client/subscription.js'
import { nsid, stream, type Cursor, type Message, type Params } from '../server/example-stream.js'
import { brief } from '../server/harness.js'
import { FakeNetwork } from './fake-dial.js'

/** A message with a seq. */
export function note(seq: number): Message {
  return { $type: `${nsid}#note`, seq, did: 'did:example:a', text: 'text' }
}

/** A `#cursor` message. */
export function cursor(
  at: number,
  highestSeq: number,
  live: boolean,
  more?: Partial<Cursor>,
): Cursor {
  return { $type: `${nsid}#cursor`, cursor: at, highestSeq, live, ...more }
}

/** A subscription, to `relay.example` by default, in a network in memory; it reconnects at once. */
export function start(
  options: SubscribeOptions<Params> = {},
  network = new FakeNetwork(),
): { readonly network: FakeNetwork; readonly subscription: Subscription<Message> } {
  const all = { host: 'relay.example', backoff: { minMs: 0, maxMs: 0 }, ...options }
  const subscription = new Subscription(planSubscription(stream, all, network.dial))
  return { network, subscription }
}

/** So many messages, in brief. */
export async function briefs(
  subscription: Subscription<Message>,
  count: number,
): Promise<string[]> {
  const lines: string[] = []
  while (lines.length < count) {
    const { value } = await subscription.next()
    lines.push(value === undefined ? 'the end' : brief(value))
  }
  return lines
}
