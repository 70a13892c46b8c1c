import type { RefusalReason } from '../frame/negotiation.js'

/** One connection to open. */
export interface DialRequest {
  /** A `ws:` or `wss:` URL. */
  readonly url: string
  /** The subprotocol tokens to offer, most wanted first; none means that nothing is offered. */
  readonly offers: readonly string[]
}

/** How a connection came to its end. */
export type DialEnd =
  /** It never opened. */
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      readonly detail: string
      /** The HTTP status of the answer, where the platform tells. */
      readonly status?: number
      readonly retryAfterMs?: number
    }
  /** It was open; 1006 is a connection that ended without a close frame. */
  | {
      readonly kind: 'closed'
      readonly code: number
      readonly reason: string
      /** Where it was ended here: for so long a ping had not been answered, and nothing else had come. */
      readonly silentMs?: number
    }

/** What is reported of a connection; `ended` comes last, exactly once, and nothing throws. */
export interface DialEvents {
  /** @param selected the server's subprotocol token, `''` where it answered none */
  opened(selected: string): void
  /** @param binary whether it came in a binary message; otherwise `frame` is UTF-8 text */
  received(frame: Uint8Array, binary: boolean): void
  ended(end: DialEnd): void
}

/** An open or opening connection. */
export interface Dialled {
  /**
   * Closes the connection; `ended` follows.
   *
   * @param code a close code of RFC 6455; platforms that allow none but 1000 and 3000 to 4999 send
   * 3000 more than it says (1007 becomes 4007)
   */
  close(code: number, reason: string): void
  /** Stops receiving until `resume`; absent on platforms that cannot. */
  pause?(): void
  resume?(): void
}

/**
 * Opens connections; reports nothing before it has returned. It throws where there will never be one:
 * that ends the subscription.
 */
export type Dial = (request: DialRequest, events: DialEvents) => Dialled
