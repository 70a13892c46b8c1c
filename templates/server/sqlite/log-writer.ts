import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StreamPosition } from '../../stream/position.js'
import { AppendError } from '../append-error.js'
import type { RetentionLimits } from '../retention.js'
import type { StoredFrame } from '../stream-source.js'
import type { LogReader } from './log-reader.js'
import { integerIn, LogStateTable, type LogState } from './log-state.js'
import { inTransaction } from './schema.js'

/** At most so many frames, and about so many bytes, are pruned in one transaction. */
const pruneStepFrames = 512
const pruneStepBytes = 8 * 1024 * 1024

/** What a transaction made of several appends. */
export interface WriteOutcome {
  /** Why each append was refused; absent where its frames are in the log. */
  readonly refusals: readonly (AppendError | undefined)[]
  /** The highest seq before the first of them. */
  readonly highestBefore: number
  readonly position: StreamPosition
  /** Whether there is more to prune. */
  readonly pruneMore: boolean
}

/** Appends to a log and prunes it, one transaction a call. */
export class LogWriter {
  readonly #database: DatabaseSync
  readonly #reader: LogReader
  readonly #limits: RetentionLimits
  readonly #now: () => number
  readonly #state: LogStateTable
  readonly #insert: StatementSync
  readonly #oldest: StatementSync
  readonly #delete: StatementSync

  constructor(
    database: DatabaseSync,
    reader: LogReader,
    limits: RetentionLimits,
    now: () => number,
  ) {
    this.#database = database
    this.#reader = reader
    this.#limits = limits
    this.#now = now
    this.#state = new LogStateTable(database)
    this.#insert = database.prepare(
      'INSERT INTO frame (seq, slot, time, end_frame, end_byte, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#oldest = database.prepare(
      'SELECT seq, time, end_frame, end_byte FROM frame ORDER BY seq LIMIT ?',
    )
    this.#delete = database.prepare('DELETE FROM frame WHERE seq <= ?')
  }

  /** Each append as a whole or not at all; one that does not belong here leaves the others alone. */
  append(appends: readonly (readonly StoredFrame[])[]): WriteOutcome {
    return inTransaction(this.#database, () => {
      const before = this.#state.read()
      const { accepted, refusals } = sortOut(appends, before.highestSeq)
      // Pruned first: what becomes free can be filled again at once, even where the disk is full.
      const pruned = this.#pruneStep(before, accepted)
      const state = this.#insertAll(pruned.state, accepted)
      this.#state.write(state)
      const pruneMore = pruned.more || this.#exceedsLimits(state)
      const position = this.#reader.position()
      return { refusals, highestBefore: before.highestSeq, position, pruneMore }
    })
  }

  /** Prunes one step. */
  prune(): { readonly position: StreamPosition; readonly more: boolean } {
    return inTransaction(this.#database, () => {
      const before = this.#state.read()
      const { state, more } = this.#pruneStep(before, [])
      if (state !== before) this.#state.write(state)
      return { position: this.#reader.position(), more }
    })
  }

  #insertAll(before: LogState, frames: readonly StoredFrame[]): LogState {
    const [first] = frames
    if (first === undefined) return before
    const time = this.#now()
    let { appendedFrames, appendedBytes, highestSeq } = before
    for (const { seq, slot, bytes } of frames) {
      appendedFrames++
      appendedBytes += bytes.length
      highestSeq = seq
      this.#insert.run(seq, slot ?? null, time, appendedFrames, appendedBytes, bytes)
    }
    const originSeq = before.highestSeq === 0 ? first.seq - 1 : before.originSeq
    return { ...before, highestSeq, originSeq, appendedFrames, appendedBytes }
  }

  #exceedsLimits(state: LogState): boolean {
    const frames = state.appendedFrames - state.prunedFrames
    const bytes = state.appendedBytes - state.prunedBytes
    const { maxFrames = Infinity, maxBytes = Infinity } = this.#limits
    return frames > 1 && (frames > maxFrames || bytes > maxBytes)
  }

  /** Deletes the oldest frames as the limits will want it once `incoming` is appended. */
  #pruneStep(
    state: LogState,
    incoming: readonly StoredFrame[],
  ): { readonly state: LogState; readonly more: boolean } {
    const appendedFrames = state.appendedFrames + incoming.length
    const appendedBytes = incoming.reduce(
      (sum, { bytes }) => sum + bytes.length,
      state.appendedBytes,
    )
    const { maxFrames = Infinity, maxBytes = Infinity, maxAgeMs = Infinity } = this.#limits
    const minTime = this.#now() - maxAgeMs
    if (!this.#exceedsLimits({ ...state, appendedFrames, appendedBytes })) {
      const [oldest] = maxAgeMs === Infinity ? [] : this.#oldest.all(1)
      if (oldest === undefined || integerIn(oldest, 'time') >= minTime)
        return { state, more: false }
    }
    let { prunedSeq, prunedFrames, prunedBytes } = state
    let more = false
    for (const row of this.#oldest.all(pruneStepFrames)) {
      const isNewest = prunedFrames + 1 === appendedFrames
      const isTooMuch =
        !isNewest &&
        (appendedFrames - prunedFrames > maxFrames || appendedBytes - prunedBytes > maxBytes)
      more = isTooMuch || integerIn(row, 'time') < minTime
      if (!more || prunedBytes - state.prunedBytes > pruneStepBytes) break
      prunedSeq = integerIn(row, 'seq')
      prunedFrames = integerIn(row, 'end_frame')
      prunedBytes = integerIn(row, 'end_byte')
    }
    if (prunedSeq === state.prunedSeq) return { state, more: false }
    this.#delete.run(prunedSeq)
    return { state: { ...state, prunedSeq, prunedFrames, prunedBytes }, more }
  }
}

/** The frames of the appends that go on where the ones before them end. */
function sortOut(
  appends: readonly (readonly StoredFrame[])[],
  highestBefore: number,
): {
  readonly accepted: readonly StoredFrame[]
  readonly refusals: readonly (AppendError | undefined)[]
} {
  const accepted: StoredFrame[] = []
  let highestSeq = highestBefore
  const refusals = appends.map((frames) => {
    let last = highestSeq
    for (const { seq } of frames) {
      if (seq <= last)
        return new AppendError('seq-not-increasing', `seq ${seq} is not above ${last}`)
      last = seq
    }
    highestSeq = last
    for (const frame of frames) accepted.push(frame)
    return undefined
  })
  return { accepted, refusals }
}
