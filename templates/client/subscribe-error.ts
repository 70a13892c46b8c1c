/** What ends a subscription other than its consumer: thrown from the loop over its messages. */
export abstract class SubscribeError extends Error {
  /** Whether connecting again, unchanged, may help. What may is tried before it is ever thrown. */
  abstract readonly retryable: boolean
}

/** The server sent an error frame. `E` are the error names of the stream's lexicon. */
export class StreamError<E extends string = string> extends SubscribeError {
  override readonly name = 'StreamError'
  override readonly retryable: boolean
  /** The error's name: one of the lexicon's, or another one of the server's own. */
  readonly error: E | (string & {})

  constructor(error: E | (string & {}), message: string | undefined) {
    super(message === undefined ? error : `${error}: ${message}`)
    this.error = error
    // A consumer that was too slow has its place in the log; other errors say that it has none.
    this.retryable = error === 'ConsumerTooSlow'
  }
}

/** The opening handshake failed. */
export class ConnectError extends SubscribeError {
  override readonly name = 'ConnectError'
  override readonly retryable: boolean
  /** The HTTP status of the answer, where the platform tells and there was one. */
  readonly status: number | undefined
  /** After how many milliseconds the server wants to be asked again (`Retry-After`). */
  readonly retryAfterMs: number | undefined

  constructor(detail: string, status?: number, retryAfterMs?: number) {
    super(status === undefined ? detail : `HTTP ${status}: ${detail}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.retryable = status === undefined || isPassing(status)
  }
}

/** Statuses that say nothing against the request itself. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501)
}

/** An open connection was lost. */
export class DisconnectError extends SubscribeError {
  override readonly name = 'DisconnectError'
  override readonly retryable: boolean
  /** The close code; 1006 where the connection ended without one. */
  readonly code: number
  readonly reason: string

  constructor(code: number, reason: string) {
    super(`the connection closed with ${code}${reason === '' ? '' : ` (${reason})`}`)
    this.code = code
    this.reason = reason
    this.retryable = !protocolCloseCodes.has(code)
  }
}

/** Close codes by which a peer says that the two do not understand each other (RFC 6455, 7.4.1). */
const protocolCloseCodes: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009, 1010])

/** The server broke the rules of the connection: of negotiation, or of message types. */
export class ProtocolError extends SubscribeError {
  override readonly name = 'ProtocolError'
  override readonly retryable = false
}

/**
 * The same endpoint now numbers its messages in another sequence space, so that the cursor means
 * nothing to it. To go on with the new numbers would be to lose or repeat messages unnoticed.
 */
export class SequenceChangedError extends SubscribeError {
  override readonly name = 'SequenceChangedError'
  override readonly retryable = false
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
  override readonly retryable = false

  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes wait to be consumed, and there is no cursor to resume from`)
  }
}

/** What someone waited for will not come, since the subscription was ended. */
export class SubscriptionEndedError extends SubscribeError {
  override readonly name = 'SubscriptionEndedError'
  override readonly retryable = false

  constructor() {
    super('the subscription was ended')
  }
}
