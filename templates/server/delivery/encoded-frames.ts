import type { Subprotocol } from '../../frame/subprotocol.js'
import { Transcoder } from '../../transcode/transcoder.js'
import type { StreamMeter } from '../metrics/stream-meter.js'
import type { StoredFrame } from '../stream-source.js'
import { BatchBuilder } from './batch-builder.js'
import { BatchMemory } from './batch-memory.js'
import { OutgoingBatch } from './outgoing-batch.js'

/** A subprotocol that stored frames have to be encoded in. */
type MadeSubprotocol = Exclude<Subprotocol, 'xrpc.v0.cbor'>

/** An encoded frame, and the batch that it is a part of; absent where it has memory of its own. */
interface MadeFrame {
  readonly bytes: Uint8Array
  readonly batch: OutgoingBatch | undefined
}

/** So much memory is kept for further batches. */
const freeBytes = 16 * 1024 * 1024

/** The frames made so far in one subprotocol, by seq; absent where a stored frame was none. */
interface Made {
  readonly subprotocol: MadeSubprotocol
  readonly binary: boolean
  readonly frames: Map<number, MadeFrame | undefined>
  bytes: number
}

/**
 * Stored frames in the other subprotocols, each made once however many subscribers want it: the
 * newest `maxBytes` of them are kept, per subprotocol, where they are most of the batch that they were
 * made for as parts of it. What lies further back is made again for whoever still replays it.
 */
export class EncodedFrames {
  readonly #transcoder: Transcoder
  readonly #maxBytes: number
  readonly #meter: StreamMeter
  readonly #onError: (error: unknown, seq: number) => void
  readonly #memory = new BatchMemory(freeBytes)
  readonly #builder = new BatchBuilder(this.#memory)
  readonly #v1Cbor: Made = made('xrpc.v1.cbor', true)
  readonly #v1Json: Made = made('xrpc.v1.json', false)

  constructor(
    nsid: string,
    maxBytes: number,
    meter: StreamMeter,
    onError: (error: unknown, seq: number) => void,
  ) {
    this.#transcoder = new Transcoder(nsid)
    this.#maxBytes = maxBytes
    this.#meter = meter
    this.#onError = onError
  }

  /**
   * Frames in a subprotocol, to be sent together; those whose stored bytes turn out to be no valid
   * frame are left out, which is reported once and costs them alone. Absent where none is left.
   */
  batchOf(frames: readonly StoredFrame[], subprotocol: Subprotocol): OutgoingBatch | undefined {
    if (subprotocol === 'xrpc.v0.cbor') {
      return new OutgoingBatch(
        frames.map(({ bytes }) => bytes),
        true,
        this.#memory,
      )
    }
    const kind = subprotocol === 'xrpc.v1.cbor' ? this.#v1Cbor : this.#v1Json
    /** The frames of the batch, in order: those that are new are kept when it is complete. */
    const added: { readonly seq: number; readonly isNew: boolean }[] = []
    for (const frame of frames) {
      const { seq } = frame
      const before = kind.frames.get(seq)
      if (before !== undefined) this.#builder.add(before.bytes, kind.binary)
      else if (kind.frames.has(seq) || !this.#encode(frame, kind)) continue
      added.push({ seq, isNew: before === undefined })
    }
    if (added.length === 0) return undefined
    const batch = this.#builder.take(kind.binary)
    const fresh = added.flatMap(({ seq, isNew }, index) => {
      const bytes = batch.messages[index]
      return isNew && bytes !== undefined ? [{ seq, bytes }] : []
    })
    const freshBytes = fresh.reduce((sum, { bytes }) => sum + bytes.length, 0)
    // A frame that is kept as part of a batch keeps the whole batch: not for the sake of a few.
    const isMost = freshBytes * 2 >= batch.bytes
    for (const { seq, bytes } of fresh) {
      this.#keep(
        kind,
        seq,
        isMost ? { bytes, batch } : { bytes: new Uint8Array(bytes), batch: undefined },
      )
    }
    return batch
  }

  /** Whether the frame could be encoded. */
  #encode(frame: StoredFrame, kind: Made): boolean {
    this.#meter.encodedMessages[kind.subprotocol]++
    try {
      this.#builder.addEncoded(
        (into, at) => this.#transcoder.v0Into(frame.bytes, kind.subprotocol, into, at),
        kind.binary,
      )
      return true
    } catch (error) {
      this.#onError(error, frame.seq)
      this.#keep(kind, frame.seq, undefined)
      return false
    }
  }

  #keep(kind: Made, seq: number, frame: MadeFrame | undefined): void {
    frame?.batch?.hold()
    kind.frames.set(seq, frame)
    kind.bytes += frame?.bytes.length ?? 0
    for (const [oldestSeq, oldest] of kind.frames) {
      if (kind.bytes <= this.#maxBytes) break
      kind.frames.delete(oldestSeq)
      kind.bytes -= oldest?.bytes.length ?? 0
      oldest?.batch?.letGo()
    }
  }
}

function made(subprotocol: MadeSubprotocol, binary: boolean): Made {
  return { subprotocol, binary, frames: new Map(), bytes: 0 }
}
