import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { SeqScheme, StreamPosition } from '../../stream/position.js'
import { checkNumbers, oneToMost } from '../number-range.js'
import { RateMeter } from '../rate-meter.js'
import type { PendingFrames, ReadRequest, ReadResult, StreamSource } from '../stream-source.js'
import { LogReader } from './log-reader.js'
import { integerIn, LogStateTable, type LogState } from './log-state.js'
import { openToRead } from './schema.js'
import { SqliteLogError, translatingErrors } from './sqlite-log-error.js'

/** How a {@link SqliteSource} follows the log. */
export interface SqliteSourceOptions {
  /**
   * How often it is looked for new frames while anyone follows, in milliseconds, from 1 on; 25 by
   * default. A look costs microseconds: SQLite tells no other process that there is something new.
   */
  readonly pollIntervalMs?: number
}

/**
 * A log in an SQLite database that another process writes to, for reading: so that several
 * processes can serve one stream. It changes nothing.
 */
export class SqliteSource implements StreamSource {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #reader: LogReader
  readonly #table: LogStateTable
  readonly #dataVersion: StatementSync
  readonly #pollIntervalMs: number
  readonly #rate = new RateMeter(Date.now())
  readonly #listeners = new Set<() => void>()
  #state: LogState
  #seenVersion: number
  #poll: NodeJS.Timeout | undefined
  #closed = false

  /**
   * @throws SqliteLogError where there is no such log, or it cannot be read
   * @throws RangeError where `pollIntervalMs` makes no sense
   */
  constructor(path: string | URL, options: SqliteSourceOptions = {}) {
    checkNumbers(options, { pollIntervalMs: oneToMost })
    this.#path = typeof path === 'string' ? path : fileURLToPath(path)
    this.#pollIntervalMs = options.pollIntervalMs ?? 25
    const database = translatingErrors(this.#path, () => openToRead(this.#path))
    this.#database = database
    this.#reader = this.#use(() => new LogReader(database))
    this.#table = this.#use(() => new LogStateTable(database))
    this.#dataVersion = this.#use(() => database.prepare('PRAGMA data_version'))
    this.#seenVersion = this.#use(() => this.#currentVersion())
    this.#state = this.#use(() => this.#table.read())
  }

  get seqScheme(): SeqScheme {
    return this.#state.seqScheme
  }

  get sequenceId(): string {
    return this.#state.sequenceId
  }

  get slots(): number {
    return this.#state.slots
  }

  /** @throws SqliteLogError */
  position(): StreamPosition {
    return this.#use(() => this.#reader.position())
  }

  /** @throws SqliteLogError */
  read(request: ReadRequest): ReadResult {
    return this.#use(() => this.#reader.read(request))
  }

  /** @throws SqliteLogError */
  pending(after: number): PendingFrames {
    return this.#use(() => this.#reader.pending(after))
  }

  messagesPerMinute(): number | undefined {
    return this.#rate.perMinute(Date.now())
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#poll ??= setInterval(() => this.#look(), this.#pollIntervalMs).unref()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stopPolling()
    }
  }

  /** Closes the file and ends all subscriptions. */
  close(): void {
    this.#stopPolling()
    this.#listeners.clear()
    if (!this.#closed) this.#database.close()
    this.#closed = true
  }

  #look(): void {
    try {
      const version = this.#currentVersion()
      if (version === this.#seenVersion) return
      const before = this.#state.appendedFrames
      this.#state = this.#table.read()
      this.#seenVersion = version
      this.#rate.count(Math.max(0, this.#state.appendedFrames - before), Date.now())
    } catch {
      // Whoever reads is told what is wrong; the next look may find it mended.
    }
    for (const listener of this.#listeners) listener()
  }

  #currentVersion(): number {
    const row = this.#dataVersion.get()
    return row === undefined ? 0 : integerIn(row, 'data_version')
  }

  #stopPolling(): void {
    clearInterval(this.#poll)
    this.#poll = undefined
  }

  #use<T>(use: () => T): T {
    if (this.#closed) throw new SqliteLogError('closed', `${this.#path} was closed`)
    return translatingErrors(this.#path, use)
  }
}
