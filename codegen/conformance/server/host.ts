import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import { anyCodecs } from '../../streams/any-codecs.js'
import type { StreamAddress } from '../../streams/stream-address.js'
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
