import type { Subprotocol } from '../../frame/subprotocol.js'
import type { StreamDescriptor, TypedMessage } from '../../stream/descriptor.js'
import type { StreamMeter } from '../metrics/stream-meter.js'
import { connectionWire, type ConnectionWire } from './stream-wire.js'

/** A handler's stream in one subprotocol. */
export interface HandlerWire<M> extends ConnectionWire {
  /** A message's frame, made once for each message object; throws EncodeError. */
  message(message: M): Uint8Array
}

/** The frames of a handler's stream in one subprotocol. */
export function handlerWire<P, M extends TypedMessage>(
  descriptor: StreamDescriptor<P, M>,
  subprotocol: Subprotocol,
  meter: StreamMeter,
): HandlerWire<M> {
  const codec = descriptor.codecs[subprotocol]
  const made = new WeakMap<M, Uint8Array>()
  return {
    ...connectionWire(descriptor, subprotocol),
    message: (message) => {
      const before = made.get(message)
      if (before !== undefined) return before
      const frame = codec.encode(message)
      meter.encodedMessages[subprotocol]++
      made.set(message, frame)
      return frame
    },
  }
}
