import { DecodeError } from '../../errors.js'
import {
  ReceiveQueueError,
  SequenceChangedError,
  SequenceOrderError,
  StreamError,
  SubscribeError,
} from '../subscribe-error.js'
import type { FailoverReason } from './failover-options.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/** Why a host is left. */
export interface Leaving {
  readonly reason: FailoverReason
  /** What the host did; absent where it just stopped. */
  readonly error: unknown
  /** The index of a host that is known to get on. */
  readonly prefer?: number
  /** For how many milliseconds the host wants to be left alone. */
  readonly awayMs?: number
  /** For how many milliseconds the host is of no use beside others. */
  readonly youngMs?: number
}

/** A host was left and none has taken its place. */
export interface Vacancy extends Leaving {
  readonly from: string
}

/** Why an error makes a host be left; absent where it is none of the host's own. */
export function leavingFor(error: unknown): Leaving | undefined {
  if (error instanceof SequenceChangedError || error instanceof SequenceOrderError) {
    return { reason: 'sequence-changed', error }
  }
  const isRefusal =
    error instanceof DecodeError || (error instanceof SubscribeError && error.action === 'give-up')
  if (!isRefusal || error instanceof ReceiveQueueError) return undefined
  return { reason: 'refused', error }
}

/** Whether a host that was asked to begin at a time does not know what to make of that. */
export function saysThatTimeIsNoSeq(error: unknown): boolean {
  if (error instanceof SequenceOrderError) return !isTimeLike(error.seq)
  return error instanceof StreamError && error.error === 'FutureCursor'
}
