import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { StreamPosition } from '../../generated/runtime/server/index.js'
import { RepoSeqError } from './repo-seq-error.js'

/** A message as the PDS's sequencer stores it. */
export interface RepoSeqRow {
  readonly seq: number
  /** The account that it is about. */
  readonly did: string
  readonly eventType: string
  /** The payload in DRISL-CBOR, without `seq` and `time`. */
  readonly event: Uint8Array
  /** ISO 8601, in UTC, with milliseconds. */
  readonly sequencedAt: string
}

// What the PDS sends. No PDS of today invalidates rows or writes the retired types, but earlier ones
// did, and the PDS skips both where they are in its database still.
const isSent = `invalidated = 0 AND eventType NOT IN ('rebase', 'handle', 'migrate', 'tombstone')`

/** Reads the table `repo_seq` of a PDS's sequencer database. */
export class RepoSeqTable {
  readonly #madeAt: StatementSync
  readonly #rows: StatementSync
  readonly #highest: StatementSync
  readonly #lowestSince: StatementSync
  readonly #lastBefore: StatementSync

  /** @throws Error where there is no such table */
  constructor(database: DatabaseSync) {
    // The migration that made the table, and when.
    this.#madeAt = database.prepare('SELECT timestamp FROM kysely_migration ORDER BY name LIMIT 1')
    this.#rows = database.prepare(
      `SELECT seq, did, eventType, event, sequencedAt FROM repo_seq
      WHERE seq > ? AND ${isSent} ORDER BY seq LIMIT ?`,
    )
    // The counter remembers numbers whose rows are gone; a row may have been put above the counter.
    this.#highest = database.prepare(
      `SELECT max(
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'repo_seq'), 0),
        coalesce((SELECT max(seq) FROM repo_seq), 0)
      ) AS seq`,
    )
    this.#lowestSince = database.prepare(
      `SELECT seq FROM repo_seq WHERE sequencedAt >= ? AND ${isSent}
      ORDER BY sequencedAt, seq LIMIT 1`,
    )
    this.#lastBefore = database.prepare(
      `SELECT seq FROM repo_seq WHERE seq < ? AND ${isSent} ORDER BY seq DESC LIMIT 1`,
    )
  }

  /** When the database was made, as text; it stays the same for as long as the database exists. */
  madeAt(): string {
    const row = this.#madeAt.get()
    if (row === undefined) throw new RepoSeqError(undefined, 'the database was never migrated')
    return textIn(row, 'timestamp')
  }

  /** The rows that are to be sent with a higher seq, in ascending order, at most so many. */
  *rowsAfter(seq: number, limit: number): Generator<RepoSeqRow> {
    for (const row of this.#rows.iterate(seq, limit)) yield toRow(row)
  }

  /**
   * Where the sequence stands, with a window that begins at a time.
   *
   * When an account is deleted, the PDS deletes its rows wherever they stand, and appends one that
   * says so. Such holes are no losses: a consumer whose cursor lies in one misses nothing that still
   * matters. Hence `prunedSeq` is the last row before the window and not `lowestSeq - 1`.
   *
   * Where no row stands before the window, nobody knows what did: an operator may have deleted it
   * or have moved the counter. Everything below counts as lost then, which at worst tells a consumer
   * `OutdatedCursor` for nothing. The counter started at 1, so there is no other origin to report.
   */
  position(windowStart: string): StreamPosition {
    const highestSeq = seqIn(this.#highest.get()) ?? 0
    // As in the PDS, the window begins with the oldest row by the clock, should it have been put back.
    const lowestSeq = seqIn(this.#lowestSince.get(windowStart))
    const lastBefore = seqIn(this.#lastBefore.get(lowestSeq ?? Number.MAX_SAFE_INTEGER))
    const prunedSeq = lastBefore ?? (lowestSeq === undefined ? highestSeq : lowestSeq - 1)
    return { highestSeq, lowestSeq, prunedSeq, originSeq: 0 }
  }
}

/** A row as SQLite returns it. */
type Row = Record<string, SQLOutputValue>

function toRow(row: Row): RepoSeqRow {
  const seq = seqIn(row)
  const { event } = row
  if (seq === undefined || !(event instanceof Uint8Array)) {
    throw new RepoSeqError(seq, 'event: not a blob')
  }
  return {
    seq,
    did: textIn(row, 'did'),
    eventType: textIn(row, 'eventType'),
    event,
    sequencedAt: textIn(row, 'sequencedAt'),
  }
}

function seqIn(row: Row | undefined): number | undefined {
  return typeof row?.['seq'] === 'number' ? row['seq'] : undefined
}

function textIn(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new RepoSeqError(seqIn(row), `${column}: not a text`)
  return value
}
