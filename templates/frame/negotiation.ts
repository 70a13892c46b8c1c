import { isSubprotocol, type Subprotocol } from './subprotocol.js'

/**
 * How many offered tokens are looked at; whatever a client lists after them is ignored. Twice the
 * number of wire formats that anyone has proposed so far, with room.
 */
export const maxOffers = 16

/**
 * The tokens of a `Sec-WebSocket-Protocol` header in the client's order of preference, the first
 * {@link maxOffers} of them. White space around tokens and empty list elements are dropped (RFC
 * 9110, 5.6.1); tokens keep their case.
 */
export function parseOffers(header: string | undefined): readonly string[] {
  const offers: string[] = []
  if (header === undefined) return offers
  for (let start = 0; start <= header.length && offers.length < maxOffers;) {
    const comma = header.indexOf(',', start)
    const end = comma === -1 ? header.length : comma
    const token = header.slice(start, end).trim()
    if (token !== '') offers.push(token)
    start = end + 1
  }
  return offers
}

/**
 * The server's side: the client's most wanted token that the server supports, compared exactly.
 *
 * `undefined` means that the answer carries no `Sec-WebSocket-Protocol` header and that the stream's
 * default wire format is spoken: to select a token that was not offered breaks every client.
 */
export function selectSubprotocol(
  offers: readonly string[],
  supported: readonly Subprotocol[],
): Subprotocol | undefined {
  for (const offer of offers) {
    if (isSubprotocol(offer) && supported.includes(offer)) return offer
  }
  return undefined
}

/** How an opening handshake went, as far as the client can tell. */
export type Handshake =
  /** The connection is open; `selected` is the server's token, `''` where it answered none. */
  | { readonly opened: true; readonly selected: string }
  /**
   * The connection did not open. `unknown` is all that a browser tells; the others are for
   * platforms that know whether the answer lacked a token, or had one that was not offered.
   */
  | { readonly opened: false; readonly reason: RefusalReason }

/** Why a connection did not open, as far as subprotocols go. */
export type RefusalReason = 'no-subprotocol' | 'wrong-subprotocol' | 'other' | 'unknown'

/** What the client does after a handshake. */
export type HandshakeVerdict =
  | { readonly kind: 'use'; readonly subprotocol: Subprotocol }
  /** Dial again at once, this time without offering anything. */
  | { readonly kind: 'redial-without-offers' }
  /** The connection failed for a reason that has nothing to do with subprotocols, as far as is known. */
  | { readonly kind: 'failed' }
  /** The server selected something that it must not: close, and give up on it. */
  | { readonly kind: 'protocol-error'; readonly detail: string }

/**
 * The client's side: what follows from a handshake in which `offers` were made to a stream whose
 * default wire format is `defaultSubprotocol`.
 *
 * A server that knows nothing of subprotocols answers no token. Browsers and `ws` fail such a
 * connection when tokens were offered (WHATWG WebSockets, "establish a WebSocket connection"), so
 * it is dialled again without; a platform that lets it pass speaks the default straight away.
 */
export function judgeHandshake(
  handshake: Handshake,
  offers: readonly Subprotocol[],
  defaultSubprotocol: Subprotocol,
): HandshakeVerdict {
  const offered = offers.length === 0 ? 'nothing' : offers.join(', ')
  if (!handshake.opened) {
    const { reason } = handshake
    if (reason === 'wrong-subprotocol') {
      const detail = `the server selected a subprotocol that was not offered (offered: ${offered})`
      return { kind: 'protocol-error', detail }
    }
    return offers.length > 0 && reason !== 'other'
      ? { kind: 'redial-without-offers' }
      : { kind: 'failed' }
  }
  const { selected } = handshake
  if (selected === '') return { kind: 'use', subprotocol: defaultSubprotocol }
  if (isSubprotocol(selected) && offers.includes(selected)) {
    return { kind: 'use', subprotocol: selected }
  }
  const detail = `the server selected the subprotocol "${selected}" (offered: ${offered})`
  return { kind: 'protocol-error', detail }
}
