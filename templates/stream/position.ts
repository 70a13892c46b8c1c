/** How a host makes its sequence numbers (`seqScheme` of `#cursor`). */
export type SeqScheme =
  /** Counts up from 1; gaps are allowed. */
  | 'counter'
  /** Microseconds since the UNIX epoch, strictly increasing. */
  | 'unix-micros'

/** Where a log stands: what it has assigned, and what of it can still be replayed. */
export interface StreamPosition {
  /** The highest seq ever assigned; 0 when the stream never had a message. */
  readonly highestSeq: number
  /** The oldest seq that can still be replayed; absent while nothing can. */
  readonly lowestSeq: number | undefined
  /**
   * The highest seq that was held once and can no longer be replayed, 0 where there is none. Gaps
   * between sequence numbers are no losses, so this may lie well below `lowestSeq - 1`, which is
   * what to give where it is not known more closely.
   */
  readonly prunedSeq: number
  /**
   * The number before the first seq that this log ever held; 0 while it never held any. Lower ones,
   * if there were any, were assigned before it began.
   */
  readonly originSeq: number
}
