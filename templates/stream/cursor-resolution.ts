import type { SeqScheme, StreamPosition } from './position.js'

/** How far a cursor of a time-like scheme may lie beyond the server's clock: 60 s in milliseconds. */
export const defaultFutureAllowanceMs = 60_000

/** What a connection asks for, and the state of the stream that it asks. */
export interface CursorRequest {
  /** The `cursor` parameter; absent means from now on, 0 means everything that is retained. */
  readonly cursor: number | undefined
  readonly position: StreamPosition
  readonly seqScheme: SeqScheme
  /** The server's clock, in milliseconds since the UNIX epoch. */
  readonly nowMs: number
  readonly futureAllowanceMs?: number
}

/** Where a connection starts. */
export interface CursorResolution {
  /** Messages with a higher seq are sent; what `#cursor` gives as the first position. */
  readonly after: number
  /** Whether there is nothing to replay, so that the connection is live from its first message. */
  readonly live: boolean
  /**
   * - `ok`: everything that was asked for can be sent.
   * - `outdated`: some of it is gone; `#info` `OutdatedCursor`, then the whole retained window.
   * - `future`: the cursor was never assigned; error `FutureCursor`, nothing is sent.
   */
  readonly verdict: 'ok' | 'outdated' | 'future'
}

/**
 * Decides where a connection starts.
 *
 * | cursor                                 | start                                             |
 * |----------------------------------------|---------------------------------------------------|
 * | absent                                 | at the current position, live                     |
 * | 0                                      | the whole retained window                         |
 * | below what is retained                 | `outdated`, the whole retained window             |
 * | retained or the highest                | strictly after it                                 |
 * | above the highest, `counter`           | `future`                                          |
 * | above the highest, `unix-micros`       | `future` beyond the clock plus the allowance,     |
 * |                                        | otherwise at the current position, live           |
 *
 * A computed time above the highest seq is no mistake on a quiet stream. The connection then starts
 * at the current position rather than at the cursor, so that it gets a message even if the client's
 * clock ran ahead of the server's.
 */
export function resolveCursor(request: CursorRequest): CursorResolution {
  const { cursor, position } = request
  const { highestSeq } = position
  if (cursor === undefined) return { after: highestSeq, live: true, verdict: 'ok' }
  if (cursor > highestSeq) {
    return isFuture(cursor, request)
      ? { after: highestSeq, live: false, verdict: 'future' }
      : { after: highestSeq, live: true, verdict: 'ok' }
  }
  const oldest = Math.max(position.prunedSeq, position.originSeq)
  const after = Math.max(cursor, oldest)
  return {
    after,
    live: after >= highestSeq,
    verdict: cursor > 0 && cursor < oldest ? 'outdated' : 'ok',
  }
}

function isFuture(cursor: number, request: CursorRequest): boolean {
  if (request.seqScheme === 'counter') return true
  const allowanceMs = request.futureAllowanceMs ?? defaultFutureAllowanceMs
  return cursor > (request.nowMs + allowanceMs) * 1000
}
