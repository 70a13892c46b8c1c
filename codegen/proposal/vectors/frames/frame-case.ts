import type { Subprotocol } from '../../../../templates/frame/subprotocol.js'
import type { Json, JsonObject } from '../encode/json.js'
import type { Parts } from '../encode/parts.js'
import type { Reason } from '../invalid/refusal.js'

/** The layer of rules that a case is about; a receiver may leave out the last. */
export type Layer = 'encoding' | 'frame' | 'schema' | 'format'

/** What a receiver does with a frame. */
export type Outcome =
  /** Hands it to its consumer; the value is left out where it is too long to be written. */
  | { readonly receiver: 'deliver'; readonly value?: JsonObject }
  /** Drops it and goes on. */
  | { readonly receiver: 'ignore'; readonly what: 'type' | 'kind'; readonly name: Json }
  /** Tells its consumer; the server closes. */
  | { readonly receiver: 'error'; readonly error: string; readonly message?: string }
  /** Closes the connection. */
  | { readonly receiver: 'close'; readonly code: 1002 | 1007; readonly reason: Reason }

/** One WebSocket message, and what a receiver does with it. */
export interface FrameCase {
  readonly id: string
  readonly description: string
  readonly subprotocol: Subprotocol
  /** The bytes of a binary WebSocket message, as hexadecimal digits; or else `text`. */
  readonly hex?: Parts
  /** The text of a text message. */
  readonly text?: Parts
  readonly layer: Layer
  readonly outcome: Outcome
  /** Where the trouble shows, in bytes from the start; absent where readers differ. */
  readonly offset?: number
  /** The place in the payload or, in an envelope or header, in that. */
  readonly path?: string
}

/** The outcome of broken frames. */
export function close(reason: Reason): Outcome {
  return { receiver: 'close', code: reason === 'message-kind' ? 1002 : 1007, reason }
}

/** As it is printed. */
export function printable(frame: FrameCase): JsonObject {
  const { id, description, subprotocol, hex, text, layer, outcome, offset, path } = frame
  return { id, description, subprotocol, hex, text, layer, outcome, offset, path }
}
