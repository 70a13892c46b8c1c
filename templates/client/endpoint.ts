/** Where a stream is to be had. */
export interface EndpointOptions {
  /**
   * The host that serves it: `wss://relay.example`, `https://relay.example` or `relay.example`
   * (`ws:` and `http:` for unencrypted ones). The path is `/xrpc/<nsid>`.
   */
  readonly host?: string
  /** The whole address instead, path and fixed parameters included. */
  readonly url?: string
}

/**
 * The WebSocket URL of a stream.
 *
 * @throws TypeError where `host` or `url` is no address, or not exactly one of them is given
 */
export function endpointUrl(
  nsid: string,
  options: EndpointOptions,
  query: URLSearchParams,
  cursor: number | undefined,
): string {
  const { host, url: address } = options
  if ((host === undefined) === (address === undefined)) {
    throw new TypeError('give either host or url')
  }
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
