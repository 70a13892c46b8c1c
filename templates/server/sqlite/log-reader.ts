import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StreamPosition } from '../../stream/position.js'
import type { PendingFrames, ReadRequest, ReadResult, StoredFrame } from '../stream-source.js'
import { integerIn, type Row } from './log-state.js'
import { SqliteLogError } from './sqlite-log-error.js'

/** Reads the frames of a log, and where it stands. */
export class LogReader {
  readonly #database: DatabaseSync
  readonly #position: StatementSync
  readonly #lastFitting: StatementSync
  readonly #frames: StatementSync
  readonly #pending: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#position = database.prepare(
      `SELECT highest_seq, origin_seq, pruned_seq, (SELECT min(seq) FROM frame) AS lowest_seq
      FROM log`,
    )
    // Looks at the counts alone, so that no bytes are read that are then too many.
    this.#lastFitting = database.prepare(
      `WITH next AS (SELECT seq, end_byte FROM frame WHERE seq > ?1 ORDER BY seq LIMIT ?2)
      SELECT coalesce(
        (SELECT max(seq) FROM next WHERE end_byte <= ?3 + (
          SELECT end_byte - length(bytes) FROM frame WHERE seq > ?1 ORDER BY seq LIMIT 1)),
        (SELECT min(seq) FROM next)
      ) AS seq`,
    )
    this.#frames = database.prepare(
      'SELECT seq, slot, bytes FROM frame WHERE seq > ? AND seq <= ? ORDER BY seq',
    )
    this.#pending = database.prepare(
      `SELECT appended_frames - coalesce(end_frame, pruned_frames) AS messages,
        appended_bytes - coalesce(end_byte, pruned_bytes) AS bytes
      FROM log LEFT JOIN (
        SELECT end_frame, end_byte FROM frame WHERE seq <= ? ORDER BY seq DESC LIMIT 1)`,
    )
  }

  position(): StreamPosition {
    const row = this.#position.get()
    if (row === undefined) throw new SqliteLogError('corrupt', 'the log table is empty')
    return {
      highestSeq: integerIn(row, 'highest_seq'),
      lowestSeq: row['lowest_seq'] === null ? undefined : integerIn(row, 'lowest_seq'),
      prunedSeq: integerIn(row, 'pruned_seq'),
      originSeq: integerIn(row, 'origin_seq'),
    }
  }

  /** In one transaction, since another process may be writing. */
  read(request: ReadRequest): ReadResult {
    this.#database.exec('BEGIN')
    try {
      return { frames: this.#framesOf(request), position: this.position() }
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  pending(after: number): PendingFrames {
    const row = this.#pending.get(after)
    if (row === undefined) throw new SqliteLogError('corrupt', 'the log table is empty')
    return { messages: integerIn(row, 'messages'), bytes: integerIn(row, 'bytes') }
  }

  #framesOf({ after, limit, maxBytes }: ReadRequest): StoredFrame[] {
    const last = this.#lastFitting.get(after, limit, maxBytes)
    if (last === undefined || last['seq'] === null) return []
    return this.#frames.all(after, integerIn(last, 'seq')).map(toFrame)
  }
}

function toFrame(row: Row): StoredFrame {
  const { bytes } = row
  if (!(bytes instanceof Uint8Array)) throw new SqliteLogError('corrupt', 'bytes: not a blob')
  return {
    seq: integerIn(row, 'seq'),
    slot: row['slot'] === null ? undefined : integerIn(row, 'slot'),
    bytes,
  }
}
