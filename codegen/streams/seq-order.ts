import { ProtocolError } from '../../templates/client/subscribe-error.js'
import type { FrameCodecs } from '../../templates/frame/frame-codec.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { seqOf } from '../../templates/stream/message.js'
import type { AnyMessage } from './any-message.js'

/** Sees to it that the sequence numbers of each connection go up. */
export class SeqOrder {
  #last: number | undefined

  /** Another connection begins. */
  restart(): void {
    this.#last = undefined
  }

  /**
   * Takes note of the next message of the connection.
   *
   * @throws ProtocolError where its number is none, or not above the one before
   */
  check(message: AnyMessage): void {
    const seq = seqOf(message)
    if (seq === undefined) return
    if (seq < 1) throw new ProtocolError(`seq ${seq} is not 1 or more`)
    const last = this.#last
    if (last !== undefined && seq <= last) {
      throw new ProtocolError(`seq ${seq} came after seq ${last} on the same connection`)
    }
    this.#last = seq
  }
}

/**
 * Codecs that watch the order of what they decode. A client drops what is not above its cursor,
 * taking it for a repetition, so that nobody behind it would ever see numbers go down.
 */
export function inOrder(codecs: FrameCodecs<AnyMessage>, order: SeqOrder): FrameCodecs<AnyMessage> {
  const watch = (subprotocol: Subprotocol) => {
    const codec = codecs[subprotocol]
    const decode: typeof codec.decode = (frame) => {
      const decoded = codec.decode(frame)
      if (decoded.kind === 'message') order.check(decoded.message)
      return decoded
    }
    return { ...codec, decode, decodeWithoutFormats: decode }
  }
  return {
    'xrpc.v0.cbor': watch('xrpc.v0.cbor'),
    'xrpc.v1.cbor': watch('xrpc.v1.cbor'),
    'xrpc.v1.json': watch('xrpc.v1.json'),
  }
}
