/**
 * The wire formats of an event stream, by their WebSocket subprotocol token (proposal 0015).
 *
 * | token          | one WebSocket message holds                                | message type |
 * |----------------|------------------------------------------------------------|--------------|
 * | `xrpc.v0.cbor` | a header map and a payload map, concatenated DRISL-CBOR    | binary       |
 * | `xrpc.v1.cbor` | one DRISL-CBOR map `{$type, payload}` or an error map      | binary       |
 * | `xrpc.v1.json` | the same object as JSON                                    | text         |
 */
export const subprotocols = ['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const

/** One of the three wire formats; tokens are compared exactly, case included. */
export type Subprotocol = (typeof subprotocols)[number]

/** Whether a token names a wire format known here. */
export function isSubprotocol(token: string): token is Subprotocol {
  return token === 'xrpc.v0.cbor' || token === 'xrpc.v1.cbor' || token === 'xrpc.v1.json'
}
