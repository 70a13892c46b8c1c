import type { DecodedFrame } from './decoded-frame.js'
import type { Subprotocol } from './subprotocol.js'

/**
 * Reads the frames of one stream in one subprotocol: the half of a codec that a client needs. Frames
 * are always bytes, JSON text messages as their UTF-8.
 *
 * Decoded byte strings and links are views on `frame` and keep its whole buffer alive; copy what is
 * to be held longer than the message.
 */
export interface FrameDecoder<M> {
  readonly subprotocol: Subprotocol
  /** Whether its frames travel in binary WebSocket messages (CBOR) or in text messages (JSON). */
  readonly binary: boolean

  /**
   * Decodes one frame and validates it against the lexicon: required and nullable fields, types,
   * ranges, lengths and string formats.
   *
   * @throws DecodeError where the bytes break the wire format or the schema
   */
  decode(frame: Uint8Array): DecodedFrame<M>

  /**
   * As `decode`, without checking string formats: a `did` may hold any text. For frames of an
   * upstream that has validated them.
   *
   * @throws DecodeError where the bytes break the wire format or the schema, formats aside
   */
  decodeWithoutFormats(frame: Uint8Array): DecodedFrame<M>
}
