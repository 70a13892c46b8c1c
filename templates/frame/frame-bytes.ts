import { encodeUtf8 } from '../bytes/utf8.js'
import { cborText } from '../keys/key-table.js'

/** The header of a message in `xrpc.v0.cbor`: `{"t": t, "op": 1}` in DRISL order. */
export function v0Header(t: string): Uint8Array<ArrayBuffer> {
  return concat([0xa2, 0x61, 0x74], cborText(t), [0x62, 0x6f, 0x70, 0x01])
}

/** The header of an error frame in `xrpc.v0.cbor`: `{"op": -1}`. */
export const v0ErrorHeader: Uint8Array<ArrayBuffer> = /* @__PURE__ */ Uint8Array.of(
  0xa1,
  0x62,
  0x6f,
  0x70,
  0x20,
)

/** `{"$type": "message", "payload":` as DRISL, up to the payload. */
export const v1CborPrefix: Uint8Array<ArrayBuffer> = /* @__PURE__ */ concat(
  [0xa2],
  /* @__PURE__ */ cborText('$type'),
  /* @__PURE__ */ cborText('message'),
  /* @__PURE__ */ cborText('payload'),
)

/** `{"$type":"message","payload":` as JSON, up to the payload. */
export const v1JsonPrefix: Uint8Array<ArrayBuffer> = /* @__PURE__ */ encodeUtf8(
  '{"$type":"message","payload":',
)

/** What follows the payload in JSON. */
export const v1JsonEnd: Uint8Array<ArrayBuffer> = /* @__PURE__ */ encodeUtf8('}')

function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
