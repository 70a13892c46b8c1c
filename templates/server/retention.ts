import { checkNumbers, fromOne } from './number-range.js'

/**
 * How much a log retains: integers from 1 on. What is not given, or Infinity, sets no limit; where
 * nothing but the newest frame is to be retained, that is a `maxFrames` of 1.
 */
export interface RetentionLimits {
  /** How many frames are retained at most. */
  readonly maxFrames?: number
  /** How many bytes of frames are retained at most, not counting that the newest one always is. */
  readonly maxBytes?: number
  /** How long a frame is retained after it was appended, in milliseconds, the newest one too. */
  readonly maxAgeMs?: number
}

/** @throws RangeError where a limit is none */
export function checkRetention(limits: RetentionLimits): void {
  checkNumbers(limits, { maxFrames: fromOne, maxBytes: fromOne, maxAgeMs: fromOne })
}
