/** How much a log retains; what is not given sets no limit. */
export interface RetentionLimits {
  /** How many frames are retained at most, not counting that the newest one always is. */
  readonly maxFrames?: number
  /** How many bytes of frames are retained at most, not counting that the newest one always is. */
  readonly maxBytes?: number
  /** How long a frame is retained after it was appended, in milliseconds, the newest one too. */
  readonly maxAgeMs?: number
}
