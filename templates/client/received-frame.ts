import { DecodeError } from '../errors.js'
import type { DecodedFrame } from '../frame/decoded-frame.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { describeMessage } from '../stream/message.js'
import { ProtocolError } from './subscribe-error.js'
import type { InvalidFrame } from './subscribe-options.js'
import type { HostFeedPlan } from './subscription-plan.js'

/**
 * Decodes what came on a connection.
 *
 * @param subprotocol what the connection speaks
 * @throws ProtocolError where it came in the wrong kind of WebSocket message
 * @throws DecodeError where it breaks the wire format or the lexicon
 */
export function decodeReceived<M extends TypedMessage>(
  { descriptor, options }: FrameTerms<M>,
  subprotocol: Subprotocol,
  frame: Uint8Array,
  binary: boolean,
): DecodedFrame<M> {
  const codec = descriptor.codecs[subprotocol]
  if (binary !== codec.binary) {
    const kind = binary ? 'binary' : 'text'
    throw new ProtocolError(`a ${kind} message on a connection that speaks ${subprotocol}`)
  }
  return options.formats === false ? codec.decodeWithoutFormats(frame) : codec.decode(frame)
}

/**
 * Whether a frame that cannot be read as what was negotiated is one of the stream's default wire
 * format, which a server speaks that negotiates nothing.
 */
export function isInDefault<M extends TypedMessage>(
  terms: FrameTerms<M>,
  subprotocol: Subprotocol,
  frame: Uint8Array,
  binary: boolean,
): boolean {
  const { defaultSubprotocol } = terms.descriptor
  if (subprotocol === defaultSubprotocol) return false
  try {
    decodeReceived(terms, defaultSubprotocol, frame, binary)
    return true
  } catch {
    return false
  }
}

/**
 * What is known of a frame that breaks the lexicon, where somebody wants to be told of it.
 *
 * @param error what decoding it threw
 * @throws that error where nobody does, or where more is broken than the lexicon
 */
export function invalidFrame<M extends TypedMessage>(
  { descriptor, options }: FrameTerms<M>,
  subprotocol: Subprotocol,
  frame: Uint8Array,
  error: unknown,
): InvalidFrame {
  if (options.onInvalid === undefined || !(error instanceof DecodeError)) throw error
  try {
    const { kind, type, seq } = descriptor.codecs[subprotocol].peek(frame)
    const isWhole = seq !== undefined || describeMessage(descriptor, type)?.sequenced === false
    if (kind === 'message' && isWhole) return { error, type, seq, frame }
  } catch {
    // What cannot be read that far was never meant to be a message.
  }
  throw error
}

/** What decides how frames are read. */
type FrameTerms<M extends TypedMessage> = Pick<HostFeedPlan<M>, 'descriptor' | 'options'>
