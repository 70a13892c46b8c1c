import type { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { SeqScheme, StreamPosition } from '../../stream/position.js'
import { MemoryLog } from '../memory-log.js'
import { checkNumbers, fromZero, oneToMost } from '../number-range.js'
import { RateMeter } from '../rate-meter.js'
import { checkRetention, type RetentionLimits } from '../retention.js'
import type {
  PendingFrames,
  ReadRequest,
  ReadResult,
  StoredFrame,
  StreamLog,
} from '../stream-source.js'
import { LogReader } from './log-reader.js'
import { LogStateTable } from './log-state.js'
import { LogWriter, type WriteOutcome } from './log-writer.js'
import { closeLog, openLog, type OpenLogOptions } from './open-log.js'
import { SqliteLogError, translatingErrors } from './sqlite-log-error.js'

/** How a {@link SqliteLog} is kept. Without limits everything is retained, for as long as it lives. */
export interface SqliteLogOptions extends OpenLogOptions, RetentionLimits {
  /**
   * How many bytes of the newest frames are also kept in memory, not counting that the newest one
   * always is: an integer from 0 on, 16 MiB by default.
   */
  readonly cacheBytes?: number
  /** How often the age of frames is looked at, in milliseconds, from 1 on; 10,000 by default. */
  readonly pruneIntervalMs?: number
  /** The clock, in milliseconds since the UNIX epoch; `Date.now` by default. */
  readonly now?: () => number
}

/** An append that waits for its turn. */
interface Append {
  readonly frames: readonly StoredFrame[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Appends that wait together go into one transaction, up to so many frames. */
const groupFrames = 256
/** While another process writes, a transaction is tried again so often, with so long a pause. */
const busyAttempts = 50
const busyPauseMs = 50

/**
 * A stream's log in an SQLite database: it outlasts the process, and with `synchronous: 'full'` the
 * machine. Frames are stored as they are, once. What is appended in one turn of the event loop is
 * one transaction, and so are its syncs.
 *
 * SQLite works in the caller's thread: a transaction of some hundred frames takes ten
 * milliseconds and more. Space that pruning frees is filled again; the file does not get smaller.
 *
 * One process writes to a log at a time. Any number may read from it meanwhile (see `SqliteSource`),
 * with whatever tool. The file gets the permissions that the process gives new files, or keeps those
 * that it has; the files that SQLite puts beside it (`-wal`, `-shm`) get the same.
 */
export class SqliteLog implements StreamLog {
  readonly seqScheme: SeqScheme
  readonly sequenceId: string
  readonly slots: number
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #reader: LogReader
  readonly #writer: LogWriter
  readonly #cacheBytes: number
  readonly #now: () => number
  readonly #rate: RateMeter
  readonly #listeners = new Set<() => void>()
  readonly #pruneTimer: NodeJS.Timeout | undefined
  /** The newest frames, complete above `#cachedAfter`. */
  #cache: MemoryLog
  #cachedAfter: number
  #position: StreamPosition
  #waiting: Append[] = []
  #writing: Promise<void> | undefined
  #pruning: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #closed = false

  /**
   * Opens a log, or makes a new one where there is no file or an empty one. One that was left by a
   * crash mends itself.
   *
   * @throws SqliteLogError where that fails
   * @throws RangeError where `slots` is no power of two, `sequenceId` too long, or a limit or another
   * number makes no sense; nothing is opened then
   */
  constructor(path: string | URL, options: SqliteLogOptions = {}) {
    const { now = Date.now, maxAgeMs, pruneIntervalMs = 10_000 } = options
    checkRetention(options)
    checkNumbers(options, { cacheBytes: fromZero, pruneIntervalMs: oneToMost })
    this.#path = typeof path === 'string' ? path : fileURLToPath(path)
    const database = translatingErrors(this.#path, () => openLog(this.#path, options))
    this.#database = database
    this.#reader = translatingErrors(this.#path, () => new LogReader(database))
    this.#writer = translatingErrors(
      this.#path,
      () => new LogWriter(database, this.#reader, options, now),
    )
    const state = translatingErrors(this.#path, () => new LogStateTable(database).read())
    this.seqScheme = state.seqScheme
    this.sequenceId = state.sequenceId
    this.slots = state.slots
    this.#now = now
    this.#rate = new RateMeter(now())
    this.#cacheBytes = options.cacheBytes ?? 16 * 1024 * 1024
    this.#cache = this.#emptyCache()
    this.#cachedAfter = state.highestSeq
    this.#position = this.position()
    if (maxAgeMs !== undefined) {
      this.#pruneTimer = setInterval(() => this.#pruneUnheard(), pruneIntervalMs).unref()
    }
  }

  /** @throws SqliteLogError */
  position(): StreamPosition {
    return this.#use(() => this.#reader.position())
  }

  /** @throws SqliteLogError */
  read(request: ReadRequest): ReadResult {
    const { prunedSeq } = this.#position
    const completeAfter = Math.max(this.#cachedAfter, this.#cache.position().prunedSeq, prunedSeq)
    if (request.after >= completeAfter && this.#closing === undefined) {
      return { frames: this.#cache.read(request).frames, position: this.#position }
    }
    return this.#use(() => this.#reader.read(request))
  }

  /** @throws SqliteLogError */
  pending(after: number): PendingFrames {
    return this.#use(() => this.#reader.pending(after))
  }

  messagesPerMinute(): number | undefined {
    return this.#rate.perMinute(this.#now())
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Appends frames; once it resolves they are as durable as `synchronous` says. Where writing fails
   * nothing of them is in the log, and the next call tries anew.
   *
   * @throws AppendError where a seq is not above the highest one
   * @throws SqliteLogError where writing fails
   */
  append(frames: readonly StoredFrame[]): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(this.#closedError())
    if (frames.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frames, resolve, reject })
      this.#writing ??= this.#write()
    })
  }

  /**
   * Drops what the limits no longer want retained, in small steps that let others have their turn.
   * This also happens by itself: with every append, and at intervals.
   *
   * @throws SqliteLogError where writing fails; the next time goes on from there
   */
  prune(): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(this.#closedError())
    this.#pruning ??= this.#pruneAll().finally(() => {
      this.#pruning = undefined
    })
    return this.#pruning
  }

  /**
   * Appends what still waits, and closes the file; calling it again waits for the same end.
   *
   * @throws SqliteLogError where the last write fails; the file is closed all the same
   */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  /** Never rejects: what goes wrong reaches those whose frames were in the transaction. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whatever else is appended in this turn of the event loop comes along.
      await setImmediate()
      await this.#writeGroup(this.#takeGroup())
    }
    this.#writing = undefined
  }

  #takeGroup(): Append[] {
    let frames = 0
    const end = this.#waiting.findIndex((append) => (frames += append.frames.length) > groupFrames)
    // The first one goes in whatever its size, since an append is never split.
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end))
  }

  async #writeGroup(group: readonly Append[]): Promise<void> {
    try {
      const outcome = await this.#retrying(() =>
        this.#writer.append(group.map(({ frames }) => frames)),
      )
      this.#settle(group, outcome)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  #settle(group: readonly Append[], outcome: WriteOutcome): void {
    const { refusals, highestBefore, position, pruneMore } = outcome
    if (highestBefore !== this.#position.highestSeq) {
      // Another process has written meanwhile.
      this.#cache = this.#emptyCache()
      this.#cachedAfter = highestBefore
    }
    const accepted = group.filter((_, index) => refusals[index] === undefined)
    const added = accepted.flatMap(({ frames }) => frames)
    this.#cache.append(added)
    this.#rate.count(added.length, this.#now())
    this.#position = position
    if (accepted.length > 0) this.#notify()
    for (const [index, { resolve, reject }] of group.entries()) {
      const refusal = refusals[index]
      if (refusal === undefined) resolve()
      else reject(refusal)
    }
    if (pruneMore) this.#pruneUnheard()
  }

  /** Waits, without keeping the thread, for another process to be done with its transaction. */
  async #retrying<T>(transaction: () => T): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return translatingErrors(this.#path, transaction)
      } catch (error) {
        const isBusy = error instanceof SqliteLogError && error.code === 'busy'
        if (!isBusy || attempt === busyAttempts) throw error
        await setTimeout(busyPauseMs)
      }
    }
  }

  async #pruneAll(): Promise<void> {
    for (let more = true; more;) {
      await setImmediate()
      if (this.#closing !== undefined) return
      const step = await this.#retrying(() => this.#writer.prune())
      this.#position = step.position
      more = step.more
    }
  }

  /** Where pruning fails so will appending, and that is heard. */
  #pruneUnheard(): void {
    if (this.#closing === undefined) this.prune().catch(() => undefined)
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }

  #emptyCache(): MemoryLog {
    return new MemoryLog({ maxFrames: Infinity, maxBytes: Math.max(1, this.#cacheBytes) })
  }

  async #shutDown(): Promise<void> {
    clearInterval(this.#pruneTimer)
    await Promise.allSettled([this.#writing, this.#pruning])
    this.#listeners.clear()
    this.#closed = true
    translatingErrors(this.#path, () => closeLog(this.#database))
  }

  #use<T>(use: () => T): T {
    if (this.#closed) throw this.#closedError()
    return translatingErrors(this.#path, use)
  }

  #closedError(): SqliteLogError {
    return new SqliteLogError('closed', `${this.#path} was closed`)
  }
}
