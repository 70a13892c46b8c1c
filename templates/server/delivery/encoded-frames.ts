import type { Subprotocol } from '../../frame/subprotocol.js'
import { Transcoder } from '../../transcode/transcoder.js'
import type { StreamMeter } from '../metrics/stream-meter.js'
import type { StoredFrame } from '../stream-source.js'

/** The frames made so far in one subprotocol, by seq; absent where a stored frame was none. */
interface Made {
  readonly subprotocol: Subprotocol
  readonly frames: Map<number, Uint8Array | undefined>
  bytes: number
}

/**
 * Stored frames in the other subprotocols, each made once however many subscribers want it: the
 * newest `maxBytes` of them are kept, per subprotocol. What lies further back is made again for
 * whoever still replays it.
 */
export class EncodedFrames {
  readonly #transcoder: Transcoder
  readonly #maxBytes: number
  readonly #meter: StreamMeter
  readonly #onError: (error: unknown) => void
  readonly #v1Cbor: Made = { subprotocol: 'xrpc.v1.cbor', frames: new Map(), bytes: 0 }
  readonly #v1Json: Made = { subprotocol: 'xrpc.v1.json', frames: new Map(), bytes: 0 }

  constructor(
    nsid: string,
    maxBytes: number,
    meter: StreamMeter,
    onError: (error: unknown) => void,
  ) {
    this.#transcoder = new Transcoder(nsid)
    this.#maxBytes = maxBytes
    this.#meter = meter
    this.#onError = onError
  }

  /**
   * A frame's bytes in a subprotocol, the same array for every caller; absent where the stored
   * bytes turn out to be no valid frame, which is reported once and costs that frame alone.
   */
  bytesOf(frame: StoredFrame, subprotocol: Subprotocol): Uint8Array | undefined {
    if (subprotocol === 'xrpc.v0.cbor') return frame.bytes
    const made = subprotocol === 'xrpc.v1.cbor' ? this.#v1Cbor : this.#v1Json
    const before = made.frames.get(frame.seq)
    if (before !== undefined || made.frames.has(frame.seq)) return before
    const bytes = this.#attempt(frame, made)
    this.#meter.encodedMessages[subprotocol]++
    made.frames.set(frame.seq, bytes)
    made.bytes += bytes?.length ?? 0
    for (const [seq, oldest] of made.frames) {
      if (made.bytes <= this.#maxBytes) break
      made.frames.delete(seq)
      made.bytes -= oldest?.length ?? 0
    }
    return bytes
  }

  #attempt(frame: StoredFrame, made: Made): Uint8Array | undefined {
    try {
      return this.#transcoder.transcode(frame.bytes, 'xrpc.v0.cbor', made.subprotocol)
    } catch (error) {
      this.#onError(error)
      return undefined
    }
  }
}
