import type { DecodedFrame } from '../frame/decoded-frame.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { ProtocolError } from './subscribe-error.js'
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

/** What decides how frames are read. */
type FrameTerms<M extends TypedMessage> = Pick<HostFeedPlan<M>, 'descriptor' | 'options'>
