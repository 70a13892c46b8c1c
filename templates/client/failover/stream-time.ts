import type { TypedMessage } from '../../stream/descriptor.js'
import { seqOf } from '../../stream/message.js'
import { isTimeLike } from '../../stream/time-like-seq.js'
import { timeOf } from '../message-time.js'

/** Of how many messages the middle one tells the time, where the sequence numbers do not. */
const sampleSize = 15
/** So many samples are kept at most. */
const maxSamples = 1024

/** A message had this number at this time. */
interface Sample {
  readonly seq: number
  readonly ms: number
}

/**
 * Where the messages and positions of one host stand in the stream's own time, which is the same for
 * all of its hosts, give or take how far one of them runs behind another. In milliseconds since the
 * UNIX epoch.
 *
 * Sequence numbers that tell the time say it. Otherwise the `time` fields of the messages do: each
 * is of the clock of whoever made the message, and any of them may be wrong, so a position goes by the
 * middle one of 15.
 */
export class StreamTime {
  #samples: Sample[] = []
  #recent: number[] = []
  #highestSeq = 0

  /** @param known a position of which the time is known */
  constructor(known?: Sample) {
    if (known !== undefined) this.#samples.push(known)
  }

  /** The time of a sequenced message that is handed out; absent where nothing tells. */
  of(message: TypedMessage): number | undefined {
    const seq = seqOf(message) ?? 0
    if (isTimeLike(seq)) return seq / 1000
    const ms = timeOf(message)
    if (ms === undefined) return undefined
    const notLater = Math.min(ms, Date.now())
    this.#note(seq, notLater)
    return notLater
  }

  /** The time of a position: everything that is later lies behind it. Absent where nothing tells. */
  at(cursor: number | undefined): number | undefined {
    if (cursor === undefined) return undefined
    if (isTimeLike(cursor)) return cursor / 1000
    const samples = this.#samples
    let passed = 0
    while ((samples[passed + 1]?.seq ?? Infinity) <= cursor) passed++
    if (passed > 0) samples.splice(0, passed)
    return samples[0]?.ms
  }

  #note(seq: number, ms: number): void {
    // Of several shards, the one that is ahead: what is known of a position is known from before it.
    if (seq <= this.#highestSeq) return
    this.#highestSeq = seq
    this.#recent.push(ms)
    if (this.#samples.length > 0 && this.#recent.length < sampleSize) return
    const middle = this.#recent.sort((one, other) => one - other)[this.#recent.length >> 1] ?? ms
    this.#recent = []
    this.#samples.push({ seq, ms: middle })
    if (this.#samples.length <= maxSamples) return
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0)
  }
}
