import { encodeDrisl } from '../../templates/cbor/drisl.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { encodeLexJson } from '../../templates/json/lex-json.js'
import type { LexMap } from '../../templates/values/lex-value.js'

/** A frame around a payload that need not fit any lexicon, by nothing but generic encoders. */
export function frameOf(
  subprotocol: Subprotocol,
  nsid: string,
  $type: string,
  payload: LexMap,
): Uint8Array {
  switch (subprotocol) {
    case 'xrpc.v0.cbor': {
      const t = $type.startsWith(`${nsid}#`) ? $type.slice(nsid.length) : $type
      return Buffer.concat([encodeDrisl({ op: 1, t }), encodeDrisl(payload)])
    }
    case 'xrpc.v1.cbor':
      return encodeDrisl({ $type: 'message', payload: { $type, ...payload } })
    case 'xrpc.v1.json':
      return encodeLexJson({ $type: 'message', payload: { $type, ...payload } })
  }
}
