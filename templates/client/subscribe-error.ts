import type { Subprotocol } from '../frame/subprotocol.js'
import {
  actionOfClose,
  actionOfStatus,
  actionOfStreamError,
  type ErrorAction,
} from './error-action.js'

/**
 * What ends a subscription other than its consumer: thrown from the loop over its messages. What may
 * be mended by connecting again is not thrown, but told to `onReconnect`.
 */
export abstract class SubscribeError extends Error {
  /** Whether to connect again, and how soon. */
  readonly action: ErrorAction = 'give-up'
}

/** The server sent an error frame. `E` are the error names of the stream's lexicon. */
export class StreamError<E extends string = string> extends SubscribeError {
  override readonly name = 'StreamError'
  override readonly action: ErrorAction
  /** The error's name: one of the lexicon's, or another one of the server's own. */
  readonly error: E | (string & {})

  constructor(error: E | (string & {}), message: string | undefined) {
    super(message === undefined ? error : `${error}: ${message}`)
    this.error = error
    this.action = actionOfStreamError(error)
  }
}

/** The opening handshake failed. */
export class ConnectError extends SubscribeError {
  override readonly name = 'ConnectError'
  override readonly action: ErrorAction
  /** The HTTP status of the answer, where the platform tells and there was one. */
  readonly status: number | undefined
  /** After how many milliseconds the server wants to be asked again (`Retry-After`). */
  readonly retryAfterMs: number | undefined

  constructor(detail: string, status?: number, retryAfterMs?: number) {
    super(status === undefined ? detail : `HTTP ${status}: ${detail}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.action = actionOfStatus(status, retryAfterMs)
  }
}

/** An open connection was lost. */
export class DisconnectError extends SubscribeError {
  override readonly name = 'DisconnectError'
  override readonly action: ErrorAction
  /** The close code; 1006 where the connection ended without one. */
  readonly code: number
  readonly reason: string

  constructor(code: number, reason: string) {
    super(`the connection closed with ${code}${reason === '' ? '' : ` (${reason})`}`)
    this.code = code
    this.reason = reason
    this.action = actionOfClose(code)
  }
}

/** A connection looked open, and nobody was there any more: it was given up. */
export class SilenceError extends SubscribeError {
  override readonly name = 'SilenceError'
  override readonly action = 'retry'
  /**
   * - `ping`: not a byte came, and pings were not answered: the connection is dead;
   * - `message`: no message came, from a server that does not stay silent for so long.
   */
  readonly missing: 'ping' | 'message'
  /** For at least how long, in milliseconds. */
  readonly silentMs: number

  constructor(missing: 'ping' | 'message', silentMs: number) {
    const what = missing === 'ping' ? 'no answer to a ping' : 'no message'
    super(`the connection was given up: ${what} within ${silentMs} ms`)
    this.missing = missing
    this.silentMs = silentMs
  }
}

/** The server broke the rules of the connection: of negotiation, or of message types. */
export class ProtocolError extends SubscribeError {
  override readonly name = 'ProtocolError'
}

/**
 * The server selected one of the offered subprotocols and speaks another one, as a WebSocket library
 * does that echoes what a client offers first to a program that knows nothing of it. The subscription
 * goes on without offering any to this host.
 */
export class SubprotocolEchoError extends SubscribeError {
  override readonly name = 'SubprotocolEchoError'
  override readonly action = 'retry'
  /** What the server said that it would speak. */
  readonly selected: Subprotocol
  /** What its first frame was in: the stream's default. */
  readonly spoken: Subprotocol

  constructor(selected: Subprotocol, spoken: Subprotocol) {
    super(`the server selected ${selected} and speaks ${spoken}`)
    this.selected = selected
    this.spoken = spoken
  }
}

/**
 * Sequence numbers did not go up, so that nobody can tell any more what was seen and what was not.
 *
 * To repeat the message of the cursor, unchanged, is not this: servers that take a cursor to be
 * inclusive do so after every reconnect.
 */
export class SequenceOrderError extends SubscribeError {
  override readonly name = 'SequenceOrderError'
  /**
   * - `went-down`: the number is below one that was reached before, on this connection or an earlier
   *   one;
   * - `repeated`: it is that of the message before, whose content is another.
   */
  readonly code: 'went-down' | 'repeated'
  /** The number that came. */
  readonly seq: number
  /** The number that had been reached. */
  readonly cursor: number

  constructor(code: 'went-down' | 'repeated', seq: number, cursor: number) {
    super(
      code === 'went-down'
        ? `seq ${seq} came after ${cursor} had been reached`
        : `seq ${seq} came twice, with different content`,
    )
    this.code = code
    this.seq = seq
    this.cursor = cursor
  }
}

/**
 * The same endpoint now numbers its messages in another sequence space, so that the cursor means
 * nothing to it. To go on with the new numbers would be to lose or repeat messages unnoticed.
 */
export class SequenceChangedError extends SubscribeError {
  override readonly name = 'SequenceChangedError'
  /** The sequence space that the cursor belongs to. */
  readonly before: string
  /** The one that the server has now. */
  readonly now: string

  constructor(before: string, now: string) {
    super(`the sequence changed from ${before} to ${now}: the cursor does not belong to it`)
    this.before = before
    this.now = now
  }
}

/**
 * The consumer fell behind on a platform that cannot hold the server back, and the stream has no
 * position from which it could be resumed.
 */
export class ReceiveQueueError extends SubscribeError {
  override readonly name = 'ReceiveQueueError'

  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes wait to be consumed, and there is no cursor to resume from`)
  }
}

/** What someone waited for will not come, since the subscription was ended. */
export class SubscriptionEndedError extends SubscribeError {
  override readonly name = 'SubscriptionEndedError'

  constructor() {
    super('the subscription was ended')
  }
}
