import { isSubprotocol, subprotocols, type Subprotocol } from '../frame/subprotocol.js'

/**
 * Which wire formats to ask for: a list, most wanted first, or `auto` for what is read fastest.
 *
 * `auto` is CBOR on every platform: a message in JSON is a third larger and takes several times as
 * long to read here, in browsers too, since the decoders work on bytes and a browser hands text over
 * as a string that has to become bytes first. `xrpc.v1.cbor` comes before `xrpc.v0.cbor`, which it
 * equals in speed, and the stream's default comes last, so that no server need refuse all of them.
 */
export type WantedSubprotocols = readonly Subprotocol[] | 'auto'

/** @throws RangeError where one is no wire format, which programs can ask for that are not compiled */
export function checkSubprotocols(wanted: WantedSubprotocols = []): void {
  const wrong = wanted === 'auto' ? undefined : wanted.find((token) => !isSubprotocol(token))
  if (wrong === undefined) return
  throw new RangeError(`subprotocols: ${String(wrong)} is none of ${subprotocols.join(', ')}`)
}

/** The tokens to offer to a server; none where only the default is wanted. */
export function offeredSubprotocols(
  wanted: WantedSubprotocols = [],
  defaultSubprotocol: Subprotocol,
): readonly Subprotocol[] {
  const tokens: readonly Subprotocol[] =
    wanted === 'auto' ? ['xrpc.v1.cbor', 'xrpc.v0.cbor', defaultSubprotocol] : wanted
  // Who wants nothing but the default gets it from every server by not asking.
  if (tokens.every((token) => token === defaultSubprotocol)) return []
  // A token that is offered twice fails the connection before it is made.
  return [...new Set(tokens)]
}
