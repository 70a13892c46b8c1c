import { isCursorMessage, type CursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import { seqOf } from '../../stream/message.js'
import type { Entry } from './entry.js'
import type { FailoverError } from './failover-error.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** What a host that is entered has to live up to. */
export interface Expectations {
  readonly nsid: string
  readonly kind: Entry['kind']
  /** Where it was asked to begin. */
  readonly asked: number | undefined
  /** The time up to which everything was handed out, less what hosts may differ by; where known. */
  readonly neededMs: number | undefined
  /**
   * The time from which on a host has to have everything that is taken beside others: what begins
   * later could bring something that was handed out already, and nobody could tell.
   */
  readonly wantedMs: number
  /** The sequence of the place that is gone on from, or of what is taken from other hosts meanwhile. */
  readonly sequenceId: string | undefined
  /** Whether there are others, so that numbers have to be comparable by time or be the same. */
  readonly isBeside: boolean
  /** Whether a host that never had a message can be as good as the one before it. */
  readonly mayBeEmpty: boolean
}

/**
 * - `fit`: the host can be gone on with, for all that is known;
 * - `same-sequence`: it can, in its numbers rather than by time;
 * - `too-young`: it can, but is better not taken beside others yet;
 * - the code of a `FailoverError`: it cannot;
 * - `unknown`: it has not shown yet, or what it said of where it begins is still to be judged.
 */
export type Verdict = 'fit' | 'same-sequence' | 'too-young' | FailoverError['code'] | 'unknown'

/** Finds out by its first messages whether a host can be gone on with where it was entered. */
export class EntryCheck<M extends TypedMessage> {
  readonly #expected: Expectations
  #isOutdated = false
  #isFit = false
  #hasPosition = false
  #isOver = false
  #beginsMs: number | undefined

  constructor(expected: Expectations) {
    this.#expected = expected
  }

  /** Whether nothing more is to be found out. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** The time before which nothing is to be had from the host; absent where it said nothing of that. */
  get beginsMs(): number | undefined {
    return this.#beginsMs
  }

  /** Takes a message into account, in their order. */
  note(message: M): Verdict {
    const verdict = this.#judge(message)
    if (verdict === 'fit') this.#isFit = true
    return verdict
  }

  #judge(message: M): Verdict {
    if (isCursorMessage(this.#expected.nsid, message)) {
      if (this.#hasPosition) return 'fit'
      this.#hasPosition = true
      return this.#notePosition(message)
    }
    const seq = seqOf(message)
    if (seq !== undefined) return this.#noteFirst(seq)
    if ('name' in message && message.name === 'OutdatedCursor') this.#isOutdated = true
    return this.#isFit && !this.#isOutdated ? 'fit' : 'unknown'
  }

  #notePosition(told: M & CursorMessage): Verdict {
    const { kind, asked = 0, sequenceId, isBeside, mayBeEmpty } = this.#expected
    const { cursor, highestSeq, seqScheme } = told
    const isSame = sequenceId !== undefined && told.sequenceId === sequenceId
    const isTime =
      seqScheme === undefined
        ? isTimeLike(Math.max(highestSeq, kind === 'time' ? 0 : cursor))
        : seqScheme === 'unix-micros'
    if (kind === 'sequence' && !isSame) return 'unknown-time'
    if (kind === 'time' && !isTime) return isSame ? 'same-sequence' : 'no-time'
    if (kind === 'start') return isBeside && !isTime && !isSame ? 'no-time' : 'fit'
    if (kind === 'time' && highestSeq === 0 && !mayBeEmpty) return 'gap'
    return cursor > asked ? this.#judgeBeginning(cursor) : 'fit'
  }

  #noteFirst(seq: number): Verdict {
    // Of several shards, one may begin before all have said where they are.
    this.#isOver = this.#hasPosition
    const { kind, isBeside } = this.#expected
    if (!this.#isFit) {
      // Whoever sends no #cursor does not say which sequence its numbers are of.
      if (kind === 'sequence') return 'unknown-time'
      if ((kind === 'time' || isBeside) && !isTimeLike(seq)) return 'no-time'
    }
    return this.#isOutdated && kind !== 'start' ? this.#judgeBeginning(seq) : 'fit'
  }

  /** @param from nothing before this seq is to be had from the host */
  #judgeBeginning(from: number): Verdict {
    const { neededMs, wantedMs, isBeside } = this.#expected
    if (neededMs === undefined || !isTimeLike(from) || from / 1000 > neededMs) return 'gap'
    this.#beginsMs = from / 1000
    return isBeside && this.#beginsMs > wantedMs ? 'too-young' : 'fit'
  }
}
