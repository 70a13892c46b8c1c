import type { FramePeek } from './decoded-frame.js'
import type { FrameDecoder } from './frame-decoder.js'
import type { Subprotocol } from './subprotocol.js'

/**
 * Reads and writes the frames of one stream in one subprotocol. Frames are always bytes, JSON text
 * messages as their UTF-8.
 */
export interface FrameCodec<M> extends FrameDecoder<M> {
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
