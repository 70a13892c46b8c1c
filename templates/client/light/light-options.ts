import type { SubscribeOptions } from '../subscribe-options.js'

/** How to subscribe to a stream; what is not told here is as for the full client. */
export interface LightOptions extends Pick<
  SubscribeOptions<unknown>,
  'formats' | 'signal' | 'backoff' | 'idleTimeoutMs' | 'onUnknown' | 'onReconnect'
> {
  /**
   * The host that serves it: `wss://relay.example`, `https://relay.example` or `relay.example`
   * (`ws:` and `http:` for unencrypted ones). The path is `/xrpc/<nsid>`.
   */
  readonly host?: string
  /** The whole address, path and fixed parameters included; it goes before `host`. */
  readonly url?: string
  /**
   * The stream's parameters, as the `serializeParams` beside its descriptor writes them; `cursor`
   * below goes before the one among them.
   */
  readonly query?: URLSearchParams
  /**
   * Where to start: from now on (`live`, the default), at the oldest that the server retains
   * (`oldest`), or behind a seq that was saved.
   */
  readonly cursor?: number | 'oldest' | 'live'
  /**
   * How many bytes of frames may wait to be consumed; with more, the connection is closed, and resumed
   * when they are consumed. 4 MiB by default.
   */
  readonly maxQueueBytes?: number
}
