import type { RefusalCount } from './refusal-meter.js'
import type { StreamStats } from './stream-meter.js'

/** What a server has done since it was made, and how it stands. */
export interface ServerStats {
  /** The streams, in the order in which they were mounted. */
  readonly streams: readonly StreamStats[]
  /** How many connections there are over all streams, those still shaking hands included. */
  readonly connections: number
  /** How many bytes wait in all connections to go out. */
  readonly bufferedBytes: number
  /**
   * How many requests for a stream did not become connections, by what they were told; 499
   * `ClientGone` are clients that went away while they had to wait, and were told nothing.
   */
  readonly refusedHandshakes: readonly RefusalCount[]
}
