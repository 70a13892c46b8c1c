import { EncodeError } from '../../errors.js'
import type { Subprotocol } from '../../frame/subprotocol.js'
import { cursorType, type CursorMessage } from '../../stream/cursor-message.js'
import type { StreamDescriptor, TypedMessage } from '../../stream/descriptor.js'
import { isMessageOf } from '../../stream/message.js'
import type { EncodedFrames } from './encoded-frames.js'
import type { OutgoingBatch } from './outgoing-batch.js'
import type { StoredFrame } from '../stream-source.js'

/** What a `#cursor` message says, its type aside. */
export type CursorFields = Omit<CursorMessage, '$type'>

/** What any stream sends about a connection, in one subprotocol, as ready bytes. */
export interface ConnectionWire {
  readonly subprotocol: Subprotocol
  /** Whether frames go out in binary WebSocket messages rather than in text ones. */
  readonly binary: boolean
  /** A `#cursor` message; absent where the stream's lexicon has none. */
  cursor(fields: CursorFields): Uint8Array | undefined
  /** An error frame. */
  error(name: string, message: string): Uint8Array
}

/** A stream with a log in one subprotocol: everything that a connection sends, as ready bytes. */
export interface StreamWire extends ConnectionWire {
  /** Stored frames, without those whose bytes are no valid frame; absent where none is left. */
  batch(frames: readonly StoredFrame[]): OutgoingBatch | undefined
  /** `#info` `OutdatedCursor`; absent where the stream's lexicon has no such message. */
  outdated(message: string): Uint8Array | undefined
}

/** What a stream sends about a connection, in one subprotocol. */
export function connectionWire<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  subprotocol: Subprotocol,
): ConnectionWire {
  const codec = descriptor.codecs[subprotocol]
  const $type = cursorType(descriptor.nsid)
  return {
    subprotocol,
    binary: codec.binary,
    cursor: (fields) => {
      const message = { $type, ...fields }
      return isMessageOf(descriptor, message) ? codec.encode(message) : undefined
    },
    error: (name, message) => codec.encodeError(name, message),
  }
}

/** The frames of a stream in one subprotocol. */
export function streamWire<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  subprotocol: Subprotocol,
  frames: EncodedFrames,
): StreamWire {
  const codec = descriptor.codecs[subprotocol]
  const encode = (message: TypedMessage) =>
    isMessageOf(descriptor, message) ? codec.encode(message) : undefined
  const $info = `${descriptor.nsid}#info`
  return {
    ...connectionWire(descriptor, subprotocol),
    batch: (stored) => frames.batchOf(stored, subprotocol),
    outdated: (message) => {
      try {
        return encode(outdatedInfo($info, message))
      } catch (error) {
        // An `#info` of another shape is not this one.
        if (error instanceof EncodeError) return undefined
        throw error
      }
    },
  }
}

function outdatedInfo($type: string, message: string): TypedMessage & { readonly name: string } {
  const info = { $type, name: 'OutdatedCursor', message }
  return info
}
