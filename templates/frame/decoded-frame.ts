/**
 * What one frame turned out to hold. `M` is the union of a stream's messages.
 *
 * Everything that a client must not stumble over is a value, never an exception: an error frame
 * (the server closes after it), a message type that the lexicon does not know, an unknown `op`.
 * Only bytes that break the wire format or the schema throw.
 */
export type DecodedFrame<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'error'; readonly error: string; readonly message: string | undefined }
  | { readonly kind: 'unknown-message'; readonly type: string | undefined }
  | { readonly kind: 'unknown-op'; readonly op: number | string }

/**
 * What can be read off a frame without decoding it.
 *
 * `kind` is as in {@link DecodedFrame}, save that `message` frames carry the fields below.
 */
export interface FramePeek {
  readonly kind: 'message' | 'error' | 'unknown-message' | 'unknown-op'
  /** The message's full type, `<nsid>#<fragment>`; for an error frame its name. */
  readonly type: string | undefined
  /** The message's sequence number, absent where its type has none. */
  readonly seq: number | undefined
  /**
   * The value of the property that decides the message's shard, absent where it has none. It is
   * made from the frame's bytes when it is asked for, and may throw a DecodeError then.
   */
  readonly shardKey: string | undefined
}
