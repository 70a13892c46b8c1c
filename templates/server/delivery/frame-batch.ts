import type { StreamPosition } from '../../stream/position.js'
import type { OutgoingBatch } from './outgoing-batch.js'

/** What a connection sends next, and where it stands then. */
export interface FrameBatch {
  /** The seq up to which the log was read: everything until there is in `outgoing`, or unwanted. */
  readonly upTo: number
  /** How many frames of the log were read. */
  readonly readFrames: number
  /** Absent where nothing of it is wanted. */
  readonly outgoing: OutgoingBatch | undefined
  readonly position: StreamPosition
  /** The state of the log: what says whether `position` is still the end. */
  readonly version: number
}
