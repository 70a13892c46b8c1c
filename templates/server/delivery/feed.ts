import type { PartMeter } from '../metrics/part-meter.js'
import type { StoredFrame } from '../stream-source.js'
import type { FrameBatch } from './frame-batch.js'
import { RecentResults } from './recent-results.js'
import type { LogRead, SharedReads } from './shared-reads.js'
import type { StreamWire } from './stream-wire.js'

/** Which frames of a stream a connection gets. */
export interface Selection {
  /** A name for it that is the same only for the same frames; absent where nobody else has it. */
  readonly key: string | undefined
  /** Whether a frame is one of them; absent where all are. */
  readonly matches: ((frame: StoredFrame) => boolean) | undefined
}

/** The key of the selection that leaves nothing out. */
export const wholeStream = 'all'

/** So many bytes of batches are kept for those who want the same. */
const keptBytes = 4 * 1024 * 1024

/**
 * What connections of one subprotocol with one selection get. Those at the same place get the same
 * batch, which is made once.
 */
export class Feed {
  readonly wire: StreamWire
  readonly selection: Selection
  readonly meter: PartMeter
  readonly #reads: SharedReads
  readonly #recent = new RecentResults<FrameBatch>(keptBytes, ({ outgoing }) => outgoing?.letGo())
  #recentVersion = 0

  constructor(wire: StreamWire, selection: Selection, reads: SharedReads, meter: PartMeter) {
    this.wire = wire
    this.selection = selection
    this.meter = meter
    this.#reads = reads
  }

  /** Whether a batch was made from the log as it is now, so that its position is the log's. */
  isCurrent(batch: FrameBatch): boolean {
    return batch.version === this.#reads.version
  }

  /** What follows a seq, about `maxBytes` of it: at once, or later, as the source has it. */
  next(after: number, maxBytes: number): FrameBatch | Promise<FrameBatch> {
    if (this.#recentVersion !== this.#reads.version) {
      this.#recent.clear()
      this.#recentVersion = this.#reads.version
    }
    const key = `${after} ${maxBytes}`
    return this.#recent.get(key) ?? this.#recent.keep(key, this.#make(after, maxBytes), sizeOf)
  }

  #make(after: number, maxBytes: number): FrameBatch | Promise<FrameBatch> {
    const read = this.#reads.read(after, maxBytes)
    return read instanceof Promise
      ? read.then((there) => heldForGood(this.#batchOf(there, after)))
      : this.#batchOf(read, after)
  }

  #batchOf({ frames, position, version }: LogRead, after: number): FrameBatch {
    const { matches } = this.selection
    const wanted = matches === undefined ? frames : frames.filter(matches)
    return {
      upTo: frames.at(-1)?.seq ?? Math.max(after, position.highestSeq),
      readFrames: frames.length,
      outgoing: wanted.length === 0 ? undefined : this.wire.batch(wanted),
      position,
      version,
    }
  }
}

/** Who waits for a batch may come to send it when the others have long let go of it. */
function heldForGood(batch: FrameBatch): FrameBatch {
  batch.outgoing?.hold()
  return batch
}

/** Nothing is not kept: the next look may find that something was pruned, of which no one is told. */
function sizeOf({ readFrames, outgoing }: FrameBatch): number | undefined {
  if (readFrames === 0) return undefined
  return outgoing?.bytes ?? 0
}
