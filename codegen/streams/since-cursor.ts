import type { Subscription } from '../../templates/client/subscription.js'
import { isCursorMessage } from '../../templates/stream/cursor-message.js'
import type { AnyMessage } from './any-message.js'
import { askStatus } from './plain-request.js'
import type { StreamAddress } from './stream-address.js'

/** A cursor for a time, or why there is none. */
export type SinceCursor =
  | { readonly kind: 'cursor'; readonly cursor: number }
  | { readonly kind: 'none'; readonly reason: string }

/** Streams that take a time for a cursor, however their host makes sequence numbers. */
const takesTimes: ReadonlySet<string> = new Set(['network.bsky.jetstream.subscribeEvents'])

interface SinceRequest {
  readonly address: StreamAddress
  /** How long ago, in milliseconds. */
  readonly agoMs: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** The clock, in milliseconds since the UNIX epoch; the host's own goes before it. */
  readonly now: () => number
  /** Connects to the stream at its current position, in case that the host has to be asked so. */
  readonly connect: (signal: AbortSignal) => Subscription<AnyMessage>
}

/** What a host says of its sequence numbers. */
interface Scheme {
  readonly seqScheme: string | undefined
  readonly time: string | undefined
}

/**
 * The cursor that stands for a time some while ago, where sequence numbers tell the time: the host
 * is asked for its status, and where it has none to give, for a `#cursor`.
 */
export async function sinceCursor(request: SinceRequest): Promise<SinceCursor> {
  const { address, agoMs, now } = request
  const ago = (from: number): SinceCursor => ({
    kind: 'cursor',
    cursor: Math.max(1, Math.floor((from - agoMs) * 1000)),
  })
  if (takesTimes.has(address.nsid)) return ago(now())
  const scheme = (await schemeOfStatus(request)) ?? (await schemeOfCursor(request))
  if (scheme?.seqScheme === 'unix-micros') {
    const hostMs = Date.parse(scheme.time ?? '')
    return ago(Number.isNaN(hostMs) ? now() : hostMs)
  }
  const reason =
    scheme?.seqScheme === undefined
      ? 'the host does not say whether its sequence numbers tell the time'
      : `the host numbers its messages by the scheme ${JSON.stringify(scheme.seqScheme.slice(0, 40))}, which does not tell the time`
  return { kind: 'none', reason }
}

async function schemeOfStatus(request: SinceRequest): Promise<Scheme | undefined> {
  const { address, timeoutMs, signal } = request
  const status = await askStatus(address, timeoutMs, signal)
  if (status.kind !== 'answer' || status.status !== 200 || !status.body) return undefined
  const { seqScheme, time } = status.body
  return {
    seqScheme: typeof seqScheme === 'string' ? seqScheme : undefined,
    time: typeof time === 'string' ? time : undefined,
  }
}

async function schemeOfCursor(request: SinceRequest): Promise<Scheme | undefined> {
  const { timeoutMs, signal } = request
  // The handshake has a limit of its own, and tells more when it fails.
  const timeout = AbortSignal.timeout(2 * timeoutMs)
  const subscription = request.connect(AbortSignal.any([signal, timeout]))
  try {
    const { value: first } = await subscription.next()
    signal.throwIfAborted()
    if (first === undefined || !isCursorMessage(request.address.nsid, first)) return undefined
    return { seqScheme: first.seqScheme, time: first.time }
  } finally {
    await subscription.return()
  }
}
