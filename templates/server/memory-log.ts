import type { SeqScheme, StreamPosition } from '../stream/position.js'
import { AppendError } from './append-error.js'
import { RateMeter } from './rate-meter.js'
import { checkRetention, type RetentionLimits } from './retention.js'
import { checkSlotCount } from './slot-count.js'
import type {
  PendingFrames,
  ReadRequest,
  ReadResult,
  StoredFrame,
  StreamLog,
} from './stream-source.js'

/** What a {@link MemoryLog} keeps: by default at most 100,000 frames and 256 MiB, of any age. */
export interface MemoryLogOptions extends RetentionLimits {
  /** `counter` by default. */
  readonly seqScheme?: SeqScheme
  /** The opaque name of the sequence space; a random one by default, since memory does not last. */
  readonly sequenceId?: string
  /** How many shard slots frames carry: a power of two, 1 (no shards) by default. */
  readonly slots?: number
  /** The clock, in milliseconds since the UNIX epoch; `Date.now` by default. */
  readonly now?: () => number
}

/** A retained frame, when it came, and where it ends in the run of all bytes ever appended. */
interface Entry {
  readonly frame: StoredFrame
  readonly time: number
  readonly endByte: number
}

/**
 * A stream's log in memory: a window of the newest frames, bounded in number, in bytes and in age.
 * Nothing but its age makes the newest frame go.
 */
export class MemoryLog implements StreamLog {
  readonly seqScheme: SeqScheme
  readonly sequenceId: string
  readonly slots: number
  readonly #maxFrames: number
  readonly #maxBytes: number
  readonly #maxAgeMs: number
  readonly #now: () => number
  readonly #rate: RateMeter
  readonly #listeners = new Set<() => void>()
  /** Retained frames, oldest first, behind `#head` slots that have been emptied. */
  #entries: (Entry | undefined)[] = []
  #head = 0
  /** All bytes ever appended, and those of them that were pruned. */
  #appendedBytes = 0
  #prunedBytes = 0
  #position: StreamPosition = { highestSeq: 0, lowestSeq: undefined, prunedSeq: 0, originSeq: 0 }

  /** @throws RangeError where `slots` is no power of two, or a limit no integer from 1 on */
  constructor(options: MemoryLogOptions = {}) {
    checkRetention(options)
    this.seqScheme = options.seqScheme ?? 'counter'
    this.sequenceId = options.sequenceId ?? crypto.randomUUID()
    this.slots = options.slots ?? 1
    checkSlotCount(this.slots)
    this.#maxFrames = options.maxFrames ?? 100_000
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024
    this.#maxAgeMs = options.maxAgeMs ?? Infinity
    this.#now = options.now ?? Date.now
    this.#rate = new RateMeter(this.#now())
  }

  /** How many bytes of frames are retained. */
  get retainedBytes(): number {
    return this.#appendedBytes - this.#prunedBytes
  }

  position(): StreamPosition {
    this.#expire()
    return this.#position
  }

  append(frames: readonly StoredFrame[]): void {
    const [first] = frames
    if (first === undefined) return
    let { highestSeq } = this.#position
    const originSeq = highestSeq === 0 ? first.seq - 1 : this.#position.originSeq
    for (const { seq } of frames) {
      if (seq <= highestSeq) {
        throw new AppendError('seq-not-increasing', `seq ${seq} is not above ${highestSeq}`)
      }
      highestSeq = seq
    }
    const time = this.#now()
    for (const frame of frames) {
      this.#appendedBytes += frame.bytes.length
      this.#entries.push({ frame, time, endByte: this.#appendedBytes })
    }
    this.#position = { ...this.#position, highestSeq, originSeq }
    this.#rate.count(frames.length, time)
    this.#prune(time)
    for (const listener of this.#listeners) listener()
  }

  read(request: ReadRequest): ReadResult {
    this.#expire()
    const { after, limit, maxBytes } = request
    const frames: StoredFrame[] = []
    let bytes = 0
    for (let index = this.#indexAfter(after); frames.length < limit; index++) {
      const frame = this.#entries[index]?.frame
      if (frame === undefined) break
      bytes += frame.bytes.length
      if (frames.length > 0 && bytes > maxBytes) break
      frames.push(frame)
    }
    return { frames, position: this.#position }
  }

  pending(after: number): PendingFrames {
    this.#expire()
    const index = this.#indexAfter(after)
    const startByte = this.#entries[index - 1]?.endByte ?? this.#prunedBytes
    return {
      messages: this.#entries.length - index,
      bytes: index === this.#entries.length ? 0 : this.#appendedBytes - startByte,
    }
  }

  messagesPerMinute(): number | undefined {
    return this.#rate.perMinute(this.#now())
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Nothing that is too old is given away, even if nothing was appended for long. */
  #expire(): void {
    if (this.#maxAgeMs !== Infinity) this.#prune(this.#now())
  }

  /** Drops frames from the front until the window is within its bounds. */
  #prune(now: number): void {
    let { prunedSeq } = this.#position
    for (;;) {
      const entry = this.#entries[this.#head]
      if (entry === undefined || !this.#isExcess(entry, now)) break
      prunedSeq = entry.frame.seq
      this.#prunedBytes = entry.endByte
      this.#entries[this.#head++] = undefined
    }
    // Moving what is left pays once the emptied slots outnumber it: constant time per append.
    if (this.#head > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#head)
      this.#head = 0
    }
    const lowestSeq = this.#entries[this.#head]?.frame.seq
    if (lowestSeq !== this.#position.lowestSeq) {
      this.#position = { ...this.#position, lowestSeq, prunedSeq }
    }
  }

  /** Whether the oldest frame has to go. */
  #isExcess(oldest: Entry, now: number): boolean {
    const frames = this.#entries.length - this.#head
    const isTooMuch = frames > this.#maxFrames || this.retainedBytes > this.#maxBytes
    return (isTooMuch && frames > 1) || now - oldest.time > this.#maxAgeMs
  }

  /** The index of the first retained frame whose seq is above `seq`, found by bisection. */
  #indexAfter(seq: number): number {
    let low = this.#head
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.#entries[middle]
      if (entry === undefined || entry.frame.seq <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
