import type { FrameDecoder } from '../frame/frame-decoder.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from './descriptor.js'

/**
 * A stream as far as a client needs to know it that reads it in `xrpc.v1.json`. Every
 * `StreamDescriptor` is one; one that is no more than this leaves what reads CBOR, what writes frames
 * and what knows the parameters out of a browser's bundle.
 */
export interface JsonStreamDescriptor<M extends TypedMessage> {
  readonly nsid: string
  /** The wire format where client and server negotiate nothing. */
  readonly defaultSubprotocol: Subprotocol
  readonly codecs: { readonly 'xrpc.v1.json': FrameDecoder<M> }
}
