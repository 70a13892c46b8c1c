import type { DecodeError } from '../errors.js'
import type { BackoffOptions } from './backoff.js'
import type { EndpointOptions } from './endpoint.js'
import type { FailoverOptions } from './failover/failover-options.js'
import type { WantedSubprotocols } from './offered-subprotocols.js'
import type { ShardOptions } from './shard-options.js'
import type { Start } from './start-point.js'
import type { CursorSaverOptions } from './stores/cursor-saver.js'
import type { CursorStore } from './stores/cursor-store.js'
import type { SubscribeError } from './subscribe-error.js'

/** A frame that the stream's lexicon does not know; it was skipped. */
export type UnknownFrame =
  | { readonly kind: 'unknown-message'; readonly type: string | undefined }
  | { readonly kind: 'unknown-op'; readonly op: number | string }

/** A message that breaks the stream's lexicon, in a frame that is in order otherwise; it was skipped. */
export interface InvalidFrame {
  /** What is wrong with it, and where. */
  readonly error: DecodeError
  /** The message's full type, `<nsid>#<fragment>`. */
  readonly type: string | undefined
  /** Its sequence number; absent where its type has none. */
  readonly seq: number | undefined
  /** All of it, in the wire format of the connection. */
  readonly frame: Uint8Array
}

/** A connection was lost and another one will be tried. */
export interface Reconnection {
  /** Why the last one ended, or did not open. */
  readonly error: SubscribeError
  /** How many attempts in a row have brought nothing. */
  readonly failures: number
  /** How long is waited first, in milliseconds. */
  readonly delayMs: number
  /** The index of the shard whose connection it was; absent where the stream is not divided. */
  readonly shard?: number
}

/** How to subscribe to a stream with parameters `P`. */
export interface SubscribeOptions<P> extends EndpointOptions, ShardOptions, CursorSaverOptions {
  /** The stream's parameters; `cursor` below goes before the one among them. */
  readonly params?: P
  /**
   * Where to start: from now on (`live`, the default), at the oldest that the server retains
   * (`oldest`), behind a seq that was saved, or some time ago. What a `store` has saved goes before
   * it.
   */
  readonly cursor?: Start
  /**
   * Keeps the position from one run to the next: whatever the consumer has processed, which is to say
   * that it has asked for the next message, or that `forEach` has seen its handler through.
   *
   * A position that was saved on a host that is not given now is gone on from as after a failover: back
   * by `failover.rollbackMs` where numbers tell the time, in the same numbers where the `sequenceId` is
   * the same, and otherwise with a `FailoverError`. If it is the same host by another name, take `host`
   * out of what the store has.
   */
  readonly store?: CursorStore
  /**
   * The wire formats to ask for, most wanted first, or `auto` for the one that is read fastest; by
   * default none, which gets the stream's default. A server that negotiates nothing speaks the default
   * whatever is asked.
   */
  readonly subprotocols?: WantedSubprotocols
  /** Whether string formats (DIDs, datetimes) are validated; true by default. */
  readonly formats?: boolean
  /** Ends the subscription; the loop over its messages then ends as if the stream had. */
  readonly signal?: AbortSignal
  /**
   * How many bytes of frames may wait to be consumed before the server is held back; where the
   * platform cannot do that, the connection is closed and resumed when they are consumed. 4 MiB by
   * default.
   */
  readonly maxQueueBytes?: number
  /**
   * After how long without any message a connection is given up and made again, in milliseconds; 0
   * for never. By default 120,000 against servers that send `#cursor`, which repeat it where there is
   * nothing else to send (those made here at least every 30 seconds), and never against others: on
   * their quiet streams silence is no sign of anything. While messages wait to be consumed and hold
   * the server back, it does not count.
   */
  readonly idleTimeoutMs?: number
  /** When one of several `hosts` is left for the next one, or a sequence for another, and how. */
  readonly failover?: FailoverOptions
  /** How long to wait before reconnecting. */
  readonly backoff?: BackoffOptions
  /** Told of frames that were skipped. What it throws ends the subscription. */
  readonly onUnknown?: (frame: UnknownFrame) => void
  /**
   * Told of messages that break the lexicon, each of which is then skipped as if it had been
   * processed: the position moves on. Without it such a message ends the subscription with its
   * `DecodeError`, and so does a frame of which not even the type and the number can be read. What it
   * throws ends the subscription, too.
   */
  readonly onInvalid?: (frame: InvalidFrame) => void
  /** Told of lost connections. What it throws ends the subscription. */
  readonly onReconnect?: (reconnection: Reconnection) => void
}

/** Makes `params` obligatory where the lexicon has required ones. */
export type RequiredParams<P> = object extends P ? unknown : { readonly params: P }
