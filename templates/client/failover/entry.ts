import type { StartPoint } from '../start-point.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** Where a host is entered, and what must be true of it. */
export interface Entry {
  /**
   * - `start`: where the subscription was asked to start; nothing was handed out yet;
   * - `back`: where this host was left;
   * - `time`: some time before the position, by numbers that tell the time;
   * - `sequence`: at the position itself, by the numbers of the same sequence.
   */
  readonly kind: 'start' | 'back' | 'time' | 'sequence'
  readonly from: StartPoint
  /** The time of that, in milliseconds since the UNIX epoch; absent where it is not known. */
  readonly startMs: number | undefined
}

/** Where a consumer is: the cursor is one of this host's, and of this sequence. */
export interface Place {
  /** The index of the host; absent where it is none of those that there are. */
  readonly index: number | undefined
  readonly host: string
  readonly cursor: number | undefined
  readonly sequenceId: string | undefined
  /** The time of the cursor, in milliseconds since the UNIX epoch; absent where nothing tells. */
  readonly ms: number | undefined
}

/** How far back a host is read. */
export interface Reach {
  readonly rollbackMs: number
  /** By how much the times of a message may differ between two hosts. */
  readonly skewMs: number
  /** Whether what was handed out beyond the position may come again, as with several shards. */
  readonly isLoose: boolean
}

/** Decides where hosts are entered. */
export class Entries {
  readonly #start: StartPoint
  readonly #reach: Reach
  readonly #left = new Map<number, Place>()
  /** Which sequence a host does not go on with. */
  readonly #abandoned = new Map<number, string>()
  /** Where the consumer began in the stream's own time, and how far it has come. */
  #subscribedMs: number | undefined
  #reachedMs: number | undefined
  /** Whether anything was handed out at all. */
  #hasMoved = false

  /**
   * @param start where the subscription starts
   * @param restoredMs the time of that, where it is where an earlier one ended, which may have been
   * some way behind what another host would have sent by then
   */
  constructor(start: StartPoint, reach: Reach, restoredMs: number | undefined) {
    this.#start = start
    this.#reach = reach
    if (restoredMs !== undefined) this.#subscribedMs = restoredMs - reach.rollbackMs
    else if (start.cursor === 0) this.#subscribedMs = 0
    else if (start.cursor !== undefined && isTimeLike(start.cursor)) {
      this.#subscribedMs = start.cursor / 1000
    }
  }

  /** Where the consumer began in the stream's own time; absent where nothing has told yet. */
  get subscribedMs(): number | undefined {
    return this.#subscribedMs
  }

  /**
   * Everything up to this time was handed out, by the clock of some host; absent where nothing tells.
   * It stays true of a consumer that is taken back to an earlier position by going on elsewhere.
   */
  get reachedMs(): number | undefined {
    return this.#reachedMs
  }

  /** The consumer is at a place of this time, and may have been further. */
  reached(ms: number | undefined): void {
    if (ms !== undefined) this.#reachedMs = Math.max(this.#reachedMs ?? ms, ms)
  }

  /** The consumer has been at a time: it began there, unless it is known where. */
  began(ms: number | undefined): void {
    this.#subscribedMs ??= ms
  }

  /** A host was left. */
  left(index: number, place: Place): void {
    this.#hasMoved = true
    this.#left.set(index, place)
  }

  /** Where the consumer was when it was last running, and on which host, if that is there. */
  restored(index: number, place: Place): void {
    this.#left.set(index, place)
  }

  /** A host does not go on where it was left, and with this sequence. */
  changed(index: number, sequenceId: string | undefined): void {
    this.#left.delete(index)
    if (sequenceId !== undefined) this.#abandoned.set(index, sequenceId)
  }

  /**
   * Where to enter a host.
   *
   * @param place where the consumer is; absent as long as nothing was handed out
   * @returns undefined where nothing tells
   */
  of(index: number, place: Place | undefined): Entry | undefined {
    if (place === undefined) return this.#atStart(index)
    const left = this.#left.get(index)
    this.reached(place.ms)
    if (left?.cursor !== undefined && this.#isNear(left, place)) {
      const { cursor, sequenceId, ms } = left
      return { kind: 'back', from: { cursor, sequenceId }, startMs: ms }
    }
    if (this.#reachedMs !== undefined) return this.#byTime(this.#reachedMs)
    const { cursor, sequenceId } = place
    if (cursor === undefined || sequenceId === undefined) return undefined
    if (this.#abandoned.get(index) === sequenceId) return undefined
    return { kind: 'sequence', from: { cursor, sequenceId }, startMs: undefined }
  }

  #atStart(index: number): Entry | undefined {
    const from = this.#start
    const { cursor } = from
    // A number that tells no time is of one host, and nobody said of which: of the first.
    if (index > 0 && cursor !== undefined && cursor > 0 && !isTimeLike(cursor)) return undefined
    return { kind: 'start', from, startMs: this.#subscribedMs }
  }

  /** Whether to go on where a host was left rather than going back by time. */
  #isNear(left: Place, place: Place): boolean {
    const isSame = left.index === place.index && left.cursor === place.cursor
    const isTime = left.cursor !== undefined && isTimeLike(left.cursor)
    // Nothing has come since, and nothing comes again.
    if (isSame && !(this.#reach.isLoose && isTime && this.#hasMoved)) return true
    // What was handed out since is best told from what comes again by going back all the way.
    if (isTime) return false
    if (left.ms === undefined || this.#reachedMs === undefined) return false
    return left.ms >= this.#reachedMs - this.#reach.rollbackMs
  }

  #byTime(placeMs: number): Entry {
    const { rollbackMs, skewMs } = this.#reach
    // A host whose clock is ahead must not have others send only what comes after that.
    const safeMs = Math.min(placeMs, Date.now())
    // What came before the consumer began is none of its business.
    const firstMs = Math.min(safeMs, (this.#subscribedMs ?? 0) - skewMs)
    const cursor = Math.max(1, Math.floor(Math.max(safeMs - rollbackMs, firstMs) * 1000))
    return { kind: 'time', from: { cursor, sequenceId: undefined }, startMs: cursor / 1000 }
  }
}
