import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import { anyCodecs } from '../../streams/any-codecs.js'
import type { StreamAddress } from '../../streams/stream-address.js'
import { refusalAt, type Limits } from '../../streams/probe/limits.js'
import { Talk } from '../../streams/probe/talk.js'
import type { SeenFrame } from '../../streams/probe/seen-frame.js'

/** The server that is held to the rules. */
export interface Host {
  readonly address: StreamAddress
  readonly defaultSubprotocol: Subprotocol
  /** Why the stream has no cursor that is a number; absent where it has one. */
  readonly withoutCursor: string | undefined
  /** How long each step may take, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Of what it is asked. */
  readonly limits: Limits
}

/** Parameters of the address, by name. */
export type Query = Readonly<Record<string, string>>

/** Begins a connection. */
export function talkTo(
  host: Host,
  query: Query,
  offers: readonly string[] = [],
  enough?: (frames: readonly SeenFrame[]) => boolean,
): Talk {
  const { address, defaultSubprotocol, timeoutMs, signal } = host
  const url = new URL(address.url)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return new Talk({
    url: url.href,
    headers: address.headers,
    nsid: address.nsid,
    offers,
    defaultSubprotocol,
    codecs: anyCodecs(address.nsid),
    timeoutMs,
    signal,
    ...(enough === undefined ? {} : { enough }),
  })
}

/**
 * Opens a connection, or waits in vain for that.
 *
 * @param during what it is for, as of {@link Limits.ask}
 * @returns the connection; absent where the server has been asked too often
 */
export function open(
  during: string,
  host: Host,
  query: Query,
  offers: readonly string[] = [],
): Promise<Talk | undefined> {
  const make = async () => {
    const talk = talkTo(host, query, offers)
    await talk.until(() => talk.opened, host.timeoutMs)
    return talk
  }
  return host.limits.ask(during, make, ({ end }) => refusalAt(end))
}
