import {
  subscribe,
  type LightOptions,
  type LightSubscription,
} from '../../templates/client/light/index.js'
import { stream, type Message } from '../server/example-stream.js'
import { brief } from '../server/harness.js'
import { FakeNetwork } from './fake-dial.js'

/** The only wire format of a light subscription. */
export const json = 'xrpc.v1.json'
export interface Started {
  readonly network: FakeNetwork
  readonly subscription: LightSubscription<Message>
}

/** A subscription to `relay.example` in a network in memory; it reconnects at once. */
export function startLight(
  options: LightOptions = {},
  descriptor: typeof stream = stream,
): Started {
  const network = new FakeNetwork(false)
  const all = { host: 'relay.example', backoff: { minMs: 0, maxMs: 0 }, ...options }
  return { network, subscription: subscribe(descriptor, all, network.dial) }
}

/** So many messages, in brief. */
export async function lightBriefs(
  subscription: LightSubscription<Message>,
  count: number,
): Promise<string[]> {
  const lines: string[] = []
  while (lines.length < count) {
    const { value } = await subscription.next()
    lines.push(value === undefined ? 'the end' : brief(value))
  }
  return lines
}
