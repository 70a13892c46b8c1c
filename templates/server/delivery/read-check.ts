import { isSlot } from '../shard-slot.js'
import { SourceError } from '../source-error.js'
import type { ReadResult, StoredFrame, StreamSource } from '../stream-source.js'

/** Holds what a source reads against what sources promise, before anybody is sent it. */
export class ReadCheck {
  readonly #stream: string
  readonly #source: StreamSource
  readonly #report: (error: SourceError) => void

  /**
   * @param stream the NSID that errors name
   * @param report told of what is put right here, the first of each kind in a read
   */
  constructor(stream: string, source: StreamSource, report: (error: SourceError) => void) {
    this.#stream = stream
    this.#source = source
    this.#report = report
  }

  /**
   * The read without what repeats.
   *
   * @throws SourceError where seqs go down, or where it repeats and no more, but there is more
   */
  passed(read: ReadResult, after: number): ReadResult {
    const { slots } = this.#source
    let last = after
    let repeated: SourceError | undefined
    let misplaced: SourceError | undefined
    for (const { seq, slot } of read.frames) {
      if (seq > last) last = seq
      else if (seq === last || (seq < last && last === after)) {
        repeated ??= this.#repeated(seq, last)
      } else throw this.#descending(seq, last)
      if (slot !== undefined && !isSlot(slot, slots)) misplaced ??= this.#misplaced(seq, slot)
    }
    // To go on as if the log had ended here would skip what it still has.
    if (repeated !== undefined && last === after && read.position.highestSeq > after) throw repeated
    if (misplaced !== undefined) this.#report(misplaced)
    if (repeated === undefined) return read
    this.#report(repeated)
    return { ...read, frames: rising(read.frames, after) }
  }

  #repeated(seq: number, after: number): SourceError {
    const detail = `after ${after}, and has to read only what is above ${after}`
    return new SourceError('seq-repeated', this.#stream, seq, detail)
  }

  #descending(seq: number, before: number): SourceError {
    const detail = `behind ${before}, and has to read in ascending order`
    return new SourceError('seq-descending', this.#stream, seq, detail)
  }

  #misplaced(seq: number, slot: number): SourceError {
    const last = this.#source.slots - 1
    const detail = `in slot ${slot}, which is not from 0 to ${last}: it goes to every shard`
    return new SourceError('slot-unknown', this.#stream, seq, detail)
  }
}

/** The frames that are above `after` and above all before them. */
function rising(frames: readonly StoredFrame[], after: number): readonly StoredFrame[] {
  let last = after
  return frames.filter(({ seq }) => {
    const isHigher = seq > last
    if (isHigher) last = seq
    return isHigher
  })
}
