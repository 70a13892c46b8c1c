import { isNsid } from '../../templates/formats/nsid.js'

/** The stream that is meant where none is named: the firehose. */
export const defaultStream = 'com.atproto.sync.subscribeRepos'

/** A stream of a host. */
export interface StreamAddress {
  readonly nsid: string
  /** A `ws:` or `wss:` URL without cursor; the query of the address that was given is kept. */
  readonly url: string
  /** Scheme, host and port for plain requests: `https://relay.example`. */
  readonly origin: string
  /** What every request to it carries, such as `Authorization`. */
  readonly headers: RequestHeaders
}

/** RequestHeaders of requests, by name. */
export type RequestHeaders = Readonly<Record<string, string>>

/** An address or a name that is none; its message says so to whoever typed it. */
export class AddressError extends Error {
  override readonly name = 'AddressError'
}

/**
 * Understands `wss://relay.example`, `https://relay.example`, `relay.example` and whole addresses
 * such as `wss://relay.example/xrpc/com.example.subscribeThings?kinds=a`, which name the stream.
 *
 * @throws AddressError
 */
export function parseAddress(
  address: string,
  nsid: string | undefined,
  headers: RequestHeaders = {},
): StreamAddress {
  const url = parseUrl(address)
  const [, inPath] = /\/xrpc\/([^/]+)$/.exec(url.pathname) ?? []
  const stream = nsid ?? inPath ?? defaultStream
  if (!isNsid(stream)) throw new AddressError(`${JSON.stringify(stream)} is not an NSID`)
  if (url.pathname === '/') url.pathname = `/xrpc/${stream}`
  url.hash = ''
  const secure = url.protocol === 'wss:'
  const origin = `${secure ? 'https' : 'http'}://${url.host}`
  return { nsid: stream, url: url.href, origin, headers }
}

function parseUrl(address: string): URL {
  const withScheme = address.includes('://')
    ? address.replace(/^http(?=s?:)/i, 'ws')
    : `wss://${address}`
  const quoted = JSON.stringify(address)
  if (!URL.canParse(withScheme)) throw new AddressError(`${quoted} is not the address of a host`)
  const url = new URL(withScheme)
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new AddressError(`${quoted} is not the address of a WebSocket: it starts with wss://`)
  }
  return url
}
