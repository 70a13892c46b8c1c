import { isCursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { AddressOf } from './endpoint.js'
import { HostFeed } from './host-feed.js'
import { statusOfHost } from './host-status.js'
import type { SubscriptionPlan } from './subscription-plan.js'

/** How a host makes a stream's sequence numbers, and what its clock reads. */
export interface HostScheme {
  /** `counter`, `unix-micros`, or something new. */
  readonly seqScheme: string
  /** In milliseconds since the UNIX epoch; absent where the host does not say. */
  readonly timeMs: number | undefined
}

/** How long the first message of a connection is waited for, in milliseconds. */
const timeoutMs = 10_000

/**
 * Asks the hosts of a stream how they make its sequence numbers: by `com.atproto.stream.getStatus`,
 * and where none of them answers that, by the `#cursor` that a connection begins with.
 *
 * @param signal aborted when the answer is no longer wanted
 * @returns what the first of them says that says anything; undefined where none does
 * @throws SubscribeError where none does, and one refuses a connection for good
 * @throws DecodeError where none does, and what one sends first is no frame
 */
export async function hostScheme<M extends TypedMessage>(
  plan: SubscriptionPlan<M>,
  signal: AbortSignal,
): Promise<HostScheme | undefined> {
  const { descriptor, urls } = plan
  for (const url of urls) {
    const status = await statusOfHost(url(undefined), descriptor.nsid, signal)
    const scheme = status === undefined ? undefined : schemeIn(status)
    if (scheme !== undefined) return scheme
  }
  let failure: { readonly error: unknown } | undefined
  for (const url of urls) {
    try {
      const scheme = await schemeOfConnection(plan, url, signal)
      if (scheme !== undefined) return scheme
    } catch (error) {
      failure ??= { error }
    }
  }
  if (failure !== undefined) throw failure.error
  return undefined
}

async function schemeOfConnection<M extends TypedMessage>(
  plan: SubscriptionPlan<M>,
  url: AddressOf,
  signal: AbortSignal,
): Promise<HostScheme | undefined> {
  // It is none of the connections that whoever subscribes wants to be told of.
  const { onReconnect: _, onInvalid: _invalid, onUnknown: _unknown, ...rest } = plan.options
  const options = { ...rest, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) }
  const from = { cursor: undefined, sequenceId: undefined }
  const feed = new HostFeed<M>({ ...plan, url, options, from }, unheard)
  try {
    const { value: first } = await feed.next()
    return isCursor(plan, first) ? schemeIn(first) : undefined
  } finally {
    await feed.return()
  }
}

const unheard = {
  delivered: () => undefined,
  connectionChanged: () => undefined,
  ended: () => undefined,
}

function isCursor<M extends TypedMessage>(
  { descriptor }: SubscriptionPlan<M>,
  message: M | undefined,
) {
  return message !== undefined && isCursorMessage(descriptor.nsid, message)
}

/** From a status, or a `#cursor`: both have the same fields. */
function schemeIn(facts: object): HostScheme | undefined {
  const seqScheme: unknown = Reflect.get(facts, 'seqScheme')
  const time: unknown = Reflect.get(facts, 'time')
  if (typeof seqScheme !== 'string') return undefined
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return { seqScheme, timeMs: Number.isNaN(timeMs) ? undefined : timeMs }
}
