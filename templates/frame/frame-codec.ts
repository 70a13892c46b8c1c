import type { DecodedFrame, FramePeek } from './decoded-frame.js'
import type { Subprotocol } from './subprotocol.js'

/**
 * Reads and writes the frames of one stream in one subprotocol. Frames are always bytes, JSON text
 * messages as their UTF-8.
 *
 * Decoded byte strings and links are views on `frame` and keep its whole buffer alive; copy what is
 * to be held longer than the message.
 */
export interface FrameCodec<M> {
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

  /**
   * Encodes a message, validating it as `decode` would.
   *
   * @throws EncodeError where the value does not fit the lexicon
   */
  encode(message: M): Uint8Array

  /** Encodes an error frame, the last one before the server closes the connection. */
  encodeError(error: string, message?: string): Uint8Array

  /**
   * Reads the type, `seq` and shard key of a frame, skipping the rest unvalidated.
   *
   * @throws DecodeError where the bytes break the wire format on the way to those fields
   */
  peek(frame: Uint8Array): FramePeek
}

/** A stream's codecs, by subprotocol token. */
export type FrameCodecs<M> = { readonly [S in Subprotocol]: FrameCodec<M> }
