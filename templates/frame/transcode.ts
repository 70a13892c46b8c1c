import { transcode } from '../transcode/transcode.js'

export const v0ToV1Cbor = (frame: Uint8Array, nsid: string): Uint8Array =>
  transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.cbor', nsid)

export const v0ToV1Json = (frame: Uint8Array, nsid: string): Uint8Array =>
  transcode(frame, 'xrpc.v0.cbor', 'xrpc.v1.json', nsid)
