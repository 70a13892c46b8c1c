import type {
  Failover,
  FailoverOptions,
} from '../../../templates/client/failover/failover-options.js'
import type { SubscribeOptions } from '../../../templates/client/subscribe-options.js'
import { planSubscription } from '../../../templates/client/subscription-plan.js'
import { Subscription } from '../../../templates/client/subscription.js'
import {
  nsid,
  stream,
  type Cursor,
  type Message,
  type Params,
} from '../../server/example-stream.js'
import { FakeNetwork, type FakeConnection } from '../fake-dial.js'

const second = 1_000_000

/** Sequence numbers that tell the time: so many seconds after some time. */
export const at = (seconds: number) => 1_700_000_000 * second + seconds * second

export const note = (seq: number, text = 'text', did = 'did:example:a'): Message => ({
  $type: `${nsid}#note`,
  seq,
  did,
  text,
})

export const outdated: Message = { $type: `${nsid}#info`, name: 'OutdatedCursor' }

/** A `#cursor` of a host whose numbers tell the time. */
export const cursor = (
  position: number,
  sequenceId: string,
  more: Partial<Cursor> = {},
): Cursor => ({
  $type: `${nsid}#cursor`,
  cursor: position,
  highestSeq: position,
  live: true,
  seqScheme: 'unix-micros',
  sequenceId,
  ...more,
})

/** A subscription to `a.example` and `b.example` from `at(0)` on, on a network played by hand. */
export function start(
  failover: FailoverOptions = {},
  options: Partial<SubscribeOptions<Params>> = {},
) {
  const network = new FakeNetwork()
  const failovers: Failover[] = []
  const all = {
    ...(options.host === undefined ? { hosts: ['a.example', 'b.example'] } : {}),
    cursor: at(0),
    backoff: { minMs: 0, maxMs: 0, laterMs: 0 },
    ...options,
    failover: {
      check: () => Promise.resolve(undefined),
      onFailover: (change: Failover) => failovers.push(change),
      ...failover,
    },
  }
  const subscription = new Subscription(planSubscription(stream, all, network.dial))
  return { network, failovers, subscription }
}

/** Reads messages until there are so many notes; gives their texts. */
export async function texts(subscription: Subscription<Message>, count: number): Promise<string[]> {
  const found: string[] = []
  while (found.length < count) {
    const { value } = await subscription.next()
    if (value === undefined) break
    if ('text' in value) found.push(value.text)
  }
  return found
}

/** The host that a connection is to, and where it is asked to begin. */
export const asked = ({ url }: FakeConnection) => `${url.host} ${url.searchParams.get('cursor')}`

/** Has the first host send two notes, which are read: `x` at 100 seconds, `y` at 200. */
export async function readTwo(
  network: FakeNetwork,
  subscription: Subscription<Message>,
): Promise<FakeConnection> {
  const first = texts(subscription, 2)
  const connection = await network.dialled()
  connection.open().send(cursor(at(0), 'a'), note(at(100), 'x'), note(at(200), 'y'))
  await first
  return connection
}
