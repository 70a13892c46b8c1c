import type { SubscribeOptions } from '../../templates/client/subscribe-options.js'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { Subscription } from '../../templates/client/subscription.js'
import { nsid, stream, type Cursor, type Message, type Params } from '../server/example-stream.js'
import { brief } from '../server/harness.js'
import { FakeNetwork, type FakeConnection } from './fake-dial.js'

export const note = (seq: number): Message => ({
  $type: `${nsid}#note`,
  seq,
  did: 'did:example:a',
  text: 'text',
})

export const info = (name: string, message?: string): Message => ({
  $type: `${nsid}#info`,
  name,
  ...(message === undefined ? {} : { message }),
})

/** A `#cursor` of a host that has up to four shards. */
export const cursor = (
  at: number,
  highestSeq: number,
  live: boolean,
  more: Partial<Cursor> = {},
): Cursor => ({ $type: `${nsid}#cursor`, cursor: at, highestSeq, live, shardCount: 4, ...more })

/** A subscription on a network that is played by hand. */
export function start(
  options: Omit<SubscribeOptions<Params>, 'host'>,
  descriptor: typeof stream = stream,
) {
  const network = new FakeNetwork()
  const all = { host: 'relay.example', backoff: { minMs: 0, maxMs: 0 }, ...options }
  const subscription = new Subscription(planSubscription(descriptor, all, network.dial))
  return { network, subscription }
}

/** Opens the connections of all shards, each of which first says where it is. */
export async function openShards(
  network: FakeNetwork,
  ...first: readonly Cursor[]
): Promise<FakeConnection[]> {
  const connections: FakeConnection[] = []
  for (const message of first) connections.push((await network.dialled()).open().send(message))
  return connections
}

/** Two shards that begin at a seq, and the merged `#cursor` already read. */
export async function startTwo(
  options: Omit<SubscribeOptions<Params>, 'host'> = {},
  descriptor: typeof stream = stream,
  from = 0,
) {
  const { network, subscription } = start({ shards: 2, cursor: from, ...options }, descriptor)
  const merged = briefs(subscription, 1)
  const replay = cursor(from, 100, false)
  const [a, b] = await openShards(network, replay, replay)
  if (a === undefined || b === undefined) throw new Error('two were opened')
  await merged
  return { network, subscription, a, b }
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

/** Lets everything happen that has been set going. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
