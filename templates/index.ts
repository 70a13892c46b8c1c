// What people who use generated code need of its runtime, in browsers too. Servers import
// `server/index.js`, Node programs `client/node/index.js` besides.
export { decodeDrisl, encodeDrisl, type DrislOptions } from './cbor/drisl.js'
export * from './errors.js'
export type { DecodedFrame, FramePeek } from './frame/decoded-frame.js'
export type { FrameCodec, FrameCodecs } from './frame/frame-codec.js'
export type { FrameDecoder } from './frame/frame-decoder.js'
export * from './frame/negotiation.js'
export { isSubprotocol, subprotocols, type Subprotocol } from './frame/subprotocol.js'
export { decodeLexJson, encodeLexJson } from './json/lex-json.js'
export type { JsonCodec } from './query/json-codec.js'
export type { QueryDescriptor } from './query/descriptor.js'
export type {
  MessageDescriptor,
  MessageOf,
  ParamsCodec,
  ParamsOf,
  StreamDescriptor,
  TypedMessage,
} from './stream/descriptor.js'
export type { JsonStreamDescriptor } from './stream/json-descriptor.js'
export { transcode } from './transcode/transcode.js'
export { Transcoder } from './transcode/transcoder.js'
export {
  isTypedBlobRef,
  type BlobRef,
  type LegacyBlobRef,
  type TypedBlobRef,
} from './values/blob.js'
export { CidLink, type Cid, type CidMultihash } from './values/cid-link.js'
export type { LexMap, LexValue } from './values/lex-value.js'
export type { Typed, Untyped } from './values/typed.js'
export type { UnknownUnionMember } from './values/unknown-member.js'
