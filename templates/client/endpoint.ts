/** Where a stream is to be had. */
export interface EndpointOptions {
  /**
   * The host that serves it: `wss://relay.example`, `https://relay.example` or `relay.example`
   * (`ws:` and `http:` for unencrypted ones). The path is `/xrpc/<nsid>`.
   */
  readonly host?: string
  /**
   * Several hosts that serve it, most wanted first: the subscription goes on with the next one when
   * one of them fails.
   */
  readonly hosts?: readonly string[]
  /** The whole address instead, path and fixed parameters included. */
  readonly url?: string
  /**
   * How a position is written as the parameter `cursor`; in decimal digits by default. `tidCursor` is for
   * streams that are ordered by TIDs, as `chat.bsky.moderation.subscribeModEvents` is. There the position
   * is what `#cursor` tells: of a host that sends none, it stays where the subscription started.
   */
  readonly writeCursor?: (cursor: number) => string
}

/** The address to connect to, given the position to go on from. */
export type AddressOf = (cursor: number | undefined) => string

/**
 * The WebSocket URLs of a stream, one for each of its hosts.
 *
 * @throws TypeError where something is no address, not exactly one of `host`, `hosts` and `url` is
 * given, or a host is given twice
 */
export function endpointUrls(
  nsid: string,
  options: EndpointOptions,
  query: URLSearchParams,
): readonly [AddressOf, ...AddressOf[]] {
  const { host, hosts, url, writeCursor } = options
  if ([host, hosts, url].filter((given) => given !== undefined).length !== 1) {
    throw new TypeError('give either host or url, or hosts')
  }
  if (hosts === undefined) return [addressOf(nsid, { host, url, writeCursor }, query)]
  const [first, ...others] = hosts.map((each) =>
    addressOf(nsid, { host: each, writeCursor }, query),
  )
  if (first === undefined) throw new TypeError('hosts: there is none')
  const names = [first, ...others].map((address) => new URL(address(undefined)).host)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new TypeError(`hosts: ${twice} is given twice`)
  return [first, ...others]
}

/** What the address of a stream on one host is made of. */
type Address = {
  readonly [K in 'host' | 'url' | 'writeCursor']?: EndpointOptions[K] | undefined
}

function addressOf(nsid: string, options: Address, query: URLSearchParams): AddressOf {
  const { writeCursor = String } = options
  const address = (cursor: number | undefined) =>
    endpointUrl(nsid, options, query, cursor === undefined ? undefined : writeCursor(cursor))
  // What is no address is said at once.
  address(0)
  return address
}

/**
 * The WebSocket URL of a stream on one host.
 *
 * @throws TypeError where `host` or `url`, which goes before it, is no address
 */
export function endpointUrl(
  nsid: string,
  options: Address,
  query: URLSearchParams,
  cursor: number | string | undefined,
): string {
  const { host, url: address } = options
  const url = new URL(withScheme(address ?? host ?? ''))
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new TypeError(`${url.protocol} is not a scheme of WebSockets`)
  }
  if (address === undefined) url.pathname = `/xrpc/${nsid}`
  for (const name of new Set(query.keys())) url.searchParams.delete(name)
  for (const [name, value] of query) url.searchParams.append(name, value)
  if (cursor !== undefined) url.searchParams.set('cursor', String(cursor))
  url.hash = ''
  return url.href
}

/** `http` and `https` become the scheme that stands for the same in WebSockets. */
function withScheme(address: string): string {
  if (!address.includes('://')) return `wss://${address}`
  return address.replace(/^http(?=s?:)/i, 'ws')
}
