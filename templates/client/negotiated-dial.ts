import { judgeHandshake, type Handshake } from '../frame/negotiation.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { Dial, Dialled, DialEnd } from './dial.js'
import {
  ConnectError,
  DisconnectError,
  ProtocolError,
  SilenceError,
  type SubscribeError,
} from './subscribe-error.js'

/** A connection to open, and the wire formats to open it with. */
export interface NegotiatedRequest {
  readonly url: string
  /** The client's preference; none means that nothing is negotiated. */
  readonly offers: readonly Subprotocol[]
  /** What is spoken where nothing is negotiated. */
  readonly defaultSubprotocol: Subprotocol
}

/** What is reported of a connection; `ended` comes last, exactly once. */
export interface NegotiatedEvents {
  /** @param negotiates false where the server has answered an offer with no selection */
  opened(subprotocol: Subprotocol, negotiates: boolean): void
  received(frame: Uint8Array, binary: boolean): void
  ended(error: SubscribeError): void
}

/** A connection whose wire format is being settled, or is. */
export interface NegotiatedConnection {
  /** As of {@link Dialled}. */
  close(code: number, reason: string): void
  /**
   * Stops receiving until `resume`.
   *
   * @returns false where the platform cannot
   */
  pause(): boolean
  resume(): void
}

/**
 * Opens a connection and settles its wire format, dialling once more without offers where the
 * server answers none and the platform fails the connection for that.
 */
export function dialNegotiated(
  dial: Dial,
  request: NegotiatedRequest,
  events: NegotiatedEvents,
): NegotiatedConnection {
  let closed = false
  let negotiates = true
  let current = attempt(request.offers)

  function attempt(offers: readonly Subprotocol[]): Dialled {
    const judge = (handshake: Handshake) =>
      judgeHandshake(handshake, offers, request.defaultSubprotocol)
    let failure: SubscribeError | undefined
    return dial(
      { url: request.url, offers },
      {
        opened: (selected) => {
          const verdict = judge({ opened: true, selected })
          if (verdict.kind === 'use') events.opened(verdict.subprotocol, negotiates)
          else if (verdict.kind === 'protocol-error') {
            failure = new ProtocolError(verdict.detail)
            current.close(1002, 'subprotocol')
          }
        },
        received: (frame, binary) => {
          if (failure === undefined) events.received(frame, binary)
        },
        ended: (end) => {
          if (end.kind === 'closed') {
            events.ended(failure ?? lossOf(end))
            return
          }
          const verdict = judge({ opened: false, reason: end.reason })
          if (verdict.kind === 'redial-without-offers' && !closed) {
            // Browsers do not say so; then it may have been anything.
            negotiates = end.reason !== 'no-subprotocol'
            redial()
          } else if (verdict.kind === 'protocol-error')
            events.ended(new ProtocolError(verdict.detail))
          else events.ended(new ConnectError(end.detail, end.status, end.retryAfterMs))
        },
      },
    )
  }

  function redial(): void {
    try {
      current = attempt([])
    } catch (error) {
      // Nobody is there to be thrown at; whoever connects the next time is told the same.
      events.ended(new ConnectError(String(error)))
    }
  }

  return {
    close: (code, reason) => {
      closed = true
      current.close(code, reason)
    },
    pause: () => {
      current.pause?.()
      return current.pause !== undefined
    },
    resume: () => current.resume?.(),
  }
}

function lossOf({ code, reason, silentMs }: DialEnd & { readonly kind: 'closed' }): SubscribeError {
  return silentMs === undefined
    ? new DisconnectError(code, reason)
    : new SilenceError('ping', silentMs)
}
