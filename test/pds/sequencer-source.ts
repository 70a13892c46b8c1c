import { hash } from 'node:crypto'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type {
  ReadRequest,
  ReadResult,
  StoredFrame,
  StreamPosition,
  StreamSource,
} from '../../generated/runtime/server/index.js'
import { frameOfRow } from './repo-seq-frame.js'
import { RepoSeqTable } from './repo-seq-table.js'

/** How a {@link SequencerSource} reads a PDS's sequencer database. */
export interface SequencerSourceOptions {
  /** The PDS's own DID, such as `did:web:pds.example.com`; the name of the sequence is made from it. */
  readonly serviceDid: string
  /**
   * How far back is replayed, in milliseconds; a day by default. What the PDS has as
   * `PDS_REPO_BACKFILL_LIMIT_MS`: it keeps all rows, and replays the younger ones.
   */
  readonly backfillLimitMs?: number
  /**
   * How often it is looked for new rows while anyone follows, in milliseconds; 25 by default. A
   * look costs microseconds: SQLite tells no other process that there is something new.
   */
  readonly pollIntervalMs?: number
  /** The clock, in milliseconds since the UNIX epoch. */
  readonly now?: () => number
}

const dayMs = 24 * 60 * 60 * 1000

/**
 * The firehose of a PDS, read from the database that its sequencer writes (`sequencer.sqlite`), for
 * a server that stands beside it: the same messages under the same sequence numbers, byte for byte,
 * as the PDS sends itself. The file is opened for reading only, and may be read from the PDS's own
 * process as well as from another one.
 *
 * A source is four things: what is there (`read`), where it begins and ends (`position`), that there
 * is more (`subscribe`), and the name of its sequence (`sequenceId`). Cursors, encodings, shards and
 * slow consumers are the server's business.
 *
 * `pending` is not among them: the table has no counts, and counting a day's rows for every
 * connection costs more than the number is worth. Nor is a store of frames that were made, at some
 * microseconds a row: connections at the same place share one read, and who is elsewhere pays.
 */
export class SequencerSource implements StreamSource {
  /** SQLite's AUTOINCREMENT hands the numbers out, from 1. */
  readonly seqScheme = 'counter'
  /** A slot is made from the DID that stands in the row, so that any power of two would do. */
  readonly slots = 32
  /**
   * Made from the PDS's DID and from when its database was. A PDS that starts over with an empty
   * database starts over with another name, so that consumers notice that their cursors are void.
   *
   * A database restored from a backup keeps its name, though it hands out for a second time what it
   * assigned after the backup. Whoever restores one has to move its counter (`sqlite_sequence`)
   * above all that were sent.
   */
  readonly sequenceId: string
  readonly #database: DatabaseSync
  readonly #table: RepoSeqTable
  readonly #dataVersion: StatementSync
  readonly #backfillLimitMs: number
  readonly #pollIntervalMs: number
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #seenVersion: unknown
  #poll: NodeJS.Timeout | undefined
  #closed = false

  /**
   * @throws Error where there is no such file, or it is no sequencer's database; the PDS makes it
   * when it starts for the first time
   */
  constructor(path: string, options: SequencerSourceOptions) {
    this.#backfillLimitMs = options.backfillLimitMs ?? dayMs
    this.#pollIntervalMs = options.pollIntervalMs ?? 25
    this.#now = options.now ?? Date.now
    this.#database = new DatabaseSync(path, { readOnly: true })
    try {
      // Readers and the writer do not wait for each other here, save while the log is recovered
      // after a crash.
      this.#database.exec('PRAGMA busy_timeout = 50')
      this.#table = new RepoSeqTable(this.#database)
      this.#dataVersion = this.#database.prepare('PRAGMA data_version')
      this.sequenceId = sequenceName(options.serviceDid, this.#table.madeAt())
      this.#seenVersion = this.#currentVersion()
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  position(): StreamPosition {
    return this.#atOnce(() => this.#table.position(this.#windowStart()))
  }

  /** @throws RepoSeqError where the first row holds what cannot be sent */
  read(request: ReadRequest): ReadResult {
    return this.#atOnce(() => ({
      frames: this.#framesOf(request),
      position: this.#table.position(this.#windowStart()),
    }))
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#poll ??= setInterval(() => this.#look(), this.#pollIntervalMs).unref()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stopPolling()
    }
  }

  /** Closes the file and ends all subscriptions; nothing can be read any more. */
  close(): void {
    this.#stopPolling()
    this.#listeners.clear()
    if (!this.#closed) this.#database.close()
    this.#closed = true
  }

  #framesOf({ after, limit, maxBytes }: ReadRequest): StoredFrame[] {
    const frames: StoredFrame[] = []
    let bytes = 0
    try {
      // Row by row, so that no further blobs are read than are wanted.
      for (const row of this.#table.rowsAfter(after, limit)) {
        const frame = frameOfRow(row, this.slots)
        bytes += frame.bytes.length
        if (frames.length > 0 && bytes > maxBytes) break
        frames.push(frame)
      }
    } catch (error) {
      // What stands before a bad row can be sent; the next call begins with it, and reports it.
      if (frames.length === 0) throw error
    }
    return frames
  }

  /** Times are compared as text, as in the table: ISO 8601, always with milliseconds and `Z`. */
  #windowStart(): string {
    return new Date(Math.max(0, this.#now() - this.#backfillLimitMs)).toISOString()
  }

  /**
   * Everything that is read meanwhile is of one moment: else a row that is written between the rows
   * and the position would count as sent.
   */
  #atOnce<T>(read: () => T): T {
    this.#database.exec('BEGIN')
    try {
      return read()
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  /** `data_version` changes whenever another connection, of whatever process, has written. */
  #look(): void {
    try {
      const version = this.#currentVersion()
      if (version === this.#seenVersion) return
      this.#seenVersion = version
    } catch {
      // Whoever reads is told what is wrong; the next look may find it mended.
    }
    for (const listener of this.#listeners) listener()
  }

  #currentVersion(): unknown {
    return this.#dataVersion.get()?.['data_version']
  }

  #stopPolling(): void {
    clearInterval(this.#poll)
    this.#poll = undefined
  }
}

function sequenceName(serviceDid: string, madeAt: string): string {
  return hash('sha256', `${serviceDid}\n${madeAt}`, 'base64url')
}
