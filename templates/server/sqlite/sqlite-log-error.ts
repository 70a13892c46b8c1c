/**
 * Stable codes of what goes wrong with a log in SQLite.
 *
 * - `full`: the disk, a quota or SQLite's own page limit is exhausted.
 * - `busy`: another process kept the database locked for too long.
 * - `io`: reading or writing the file failed.
 * - `read-only`: the file, its folder or its file system cannot be written to.
 * - `cannot-open`: there is no such file or folder, or no right to open it.
 * - `corrupt`: the file is damaged, or no SQLite database.
 * - `not-a-log`: a database of something else.
 * - `newer-schema`: made by a newer version of this runtime.
 * - `no-wal`: the file lies where SQLite cannot keep a write-ahead log, such as in memory.
 * - `slots-differ`: it retains frames in another number of shard slots.
 * - `closed`: the log was closed.
 * - `failed`: whatever else SQLite reports.
 */
export type SqliteLogErrorCode =
  | 'full'
  | 'busy'
  | 'io'
  | 'read-only'
  | 'cannot-open'
  | 'corrupt'
  | 'not-a-log'
  | 'newer-schema'
  | 'no-wal'
  | 'slots-differ'
  | 'closed'
  | 'failed'

/** A log in SQLite that cannot be opened, read or written. Nothing of what failed was appended. */
export class SqliteLogError extends Error {
  override readonly name = 'SqliteLogError'
  readonly code: SqliteLogErrorCode

  constructor(code: SqliteLogErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
  }

  /** Whether the same call may succeed later, on the log as it is. */
  get retryable(): boolean {
    return this.code === 'full' || this.code === 'busy' || this.code === 'io'
  }
}

/** The codes by SQLite's primary result code. */
const codes: ReadonlyMap<number, SqliteLogErrorCode> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'read-only'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'cannot-open'],
  [26, 'corrupt'],
])

/** Runs what uses a database; what SQLite reports is thrown as a SqliteLogError that names its file. */
export function translatingErrors<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const resultCode: unknown = Reflect.get(error, 'errcode')
    if (typeof resultCode !== 'number') throw error
    // The low byte is the primary code; the rest says more about it.
    const code = codes.get(resultCode & 0xff) ?? 'failed'
    throw new SqliteLogError(code, `${path}: ${error.message}`, { cause: error })
  }
}
