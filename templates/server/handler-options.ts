import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { StreamStatus } from '../stream/status.js'
import type { AuthHook } from './auth-hook.js'
import { checkNumbers, fromOne, oneToMost } from './number-range.js'
import type { StreamError } from './stream-error.js'
import type { CursorFields } from './delivery/stream-wire.js'

/** What a handler says in a `#cursor`; the time is filled in where it is left out. */
export type HandlerCursor = CursorFields

/** What a handler knows of its stream's state: the part of the status that is its own to tell. */
export type HandlerStatus = Omit<StreamStatus, 'stream' | 'subprotocols' | 'time'>

/**
 * One connection, as its handler sees it: parameters `P`, messages `M`, error names `E`, and `A` is
 * what `auth` answered.
 */
export interface HandlerContext<P, M extends TypedMessage, E extends string, A> {
  readonly params: P
  readonly auth: A
  /** What the connection speaks; messages are the same in all of them. */
  readonly subprotocol: Subprotocol
  /** Aborted when the connection closes; whatever the handler waits for has to end then. */
  readonly signal: AbortSignal
  /**
   * Sends a message at once, for sources that cannot wait as `yield` does. A consumer that has not
   * taken what was sent to it before (`highWaterBytes`) is dropped with `ConsumerTooSlow`. Does
   * nothing once the connection is closed.
   *
   * @throws EncodeError where the message does not fit the lexicon
   */
  readonly send: (message: M) => void
  /**
   * Sends a `#cursor`, if the stream has one, the connection gets any, and there is room for it. To
   * come first on a connection, it has to be sent before the first message.
   *
   * @throws RangeError where `cursor` or `highestSeq` is below what this connection was told before
   * @throws EncodeError where the fields do not fit the lexicon
   */
  readonly sendCursor: (cursor: HandlerCursor) => void
  /** Makes an error of the stream's lexicon, to be thrown. */
  readonly error: (name: E, message: string) => StreamError<E>
}

/** How a stream without a log is served. Numbers are integers from 1 on. */
export interface HandlerSettings {
  /** What can be negotiated, all three by default; the lexicon's default is always among it. */
  readonly subprotocols?: readonly Subprotocol[]
  /** Who gets `#cursor` messages: every connection (the default), or those that negotiated v1. */
  readonly cursorMessages?: 'always' | 'v1'
  /** How many bytes may wait in one connection before it has to wait; 1 MiB by default. */
  readonly highWaterBytes?: number
  /**
   * How long a consumer may leave no room for the next message, in milliseconds, before it is
   * dropped with `ConsumerTooSlow`; 30,000 by default.
   */
  readonly stallTimeoutMs?: number
  /** Answers `com.atproto.stream.getStatus`, which is refused with 501 without it. */
  readonly status?: () => HandlerStatus | Promise<HandlerStatus>
}

/** @throws RangeError where a number makes no sense */
export function checkHandlerSettings(settings: HandlerSettings): void {
  checkNumbers(settings, { highWaterBytes: fromOne, stallTimeoutMs: oneToMost })
}

/** How a stream without a log is served; `auth` has to stand before `handler` for `A` to be inferred. */
export interface HandlerOptions<
  P,
  M extends TypedMessage,
  E extends string,
  A = undefined,
> extends HandlerSettings {
  /** Says who is asking, before the upgrade. */
  readonly auth?: AuthHook<A>
  /**
   * Yields what a connection gets, called once for each. The next message is asked for when there
   * is room for it. A message object that is yielded on several connections is encoded once for each
   * subprotocol, and must not change any more.
   *
   * To throw a `StreamError` ends the connection with an error frame and 1008, to throw anything
   * else with 1011. To return ends the stream for good: 1000, after which clients stay away.
   */
  handler(context: HandlerContext<P, M, E, NoInfer<A>>): AsyncIterable<NoInfer<M>>
}
