import { DatabaseSync } from 'node:sqlite'
import { integerIn } from './log-state.js'
import { SqliteLogError } from './sqlite-log-error.js'

/** Which version of the tables this runtime reads and writes, kept in SQLite's `user_version`. */
export const schemaVersion = 1

/** Says in the file's header that it is such a log: `lxst`. */
const applicationId = 0x6c_78_73_74

// `end_frame` and `end_byte` count all frames and bytes ever appended, up to and including this one:
// how much lies between two frames is a subtraction. The bytes come last, so that SQLite can read
// what stands before them without the further pages that they fill.
const tables = `
  CREATE TABLE frame (
    seq INTEGER PRIMARY KEY,
    slot INTEGER,
    time INTEGER NOT NULL,
    end_frame INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE log (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence_id TEXT NOT NULL,
    seq_scheme TEXT NOT NULL,
    slots INTEGER NOT NULL,
    highest_seq INTEGER NOT NULL,
    origin_seq INTEGER NOT NULL,
    pruned_seq INTEGER NOT NULL,
    appended_frames INTEGER NOT NULL,
    appended_bytes INTEGER NOT NULL,
    pruned_frames INTEGER NOT NULL,
    pruned_bytes INTEGER NOT NULL,
    unsynced_boot TEXT
  ) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`

/**
 * Opens a database for reading, changing nothing.
 *
 * @throws SqliteLogError
 */
export function openToRead(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true })
  return closingOnFailure(database, () => {
    database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`)
    if (isEmpty(database)) throw new SqliteLogError('not-a-log', `${path} is empty`)
    checkSchema(database, path)
  })
}

/**
 * Opens a database for writing; what is something else's is left as it was.
 *
 * @param prepare run in one transaction with the making of the tables, where there were none
 * @throws SqliteLogError
 */
export function openToWrite(path: string, prepare: (database: DatabaseSync) => void): DatabaseSync {
  const database = new DatabaseSync(path)
  return closingOnFailure(database, () => {
    database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`)
    if (!isEmpty(database)) checkSchema(database, path)
    // Frames of some kilobytes waste less of larger pages. Without effect on tables that exist.
    database.exec('PRAGMA page_size = 16384')
    const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
    if (mode !== 'wal') {
      throw new SqliteLogError('no-wal', `${path} cannot have a write-ahead log`)
    }
    // What says how the log goes on has to be on the disk before anything is appended.
    database.exec('PRAGMA synchronous = FULL')
    database.exec(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`)
    inTransaction(database, () => {
      // Another process may have been faster.
      if (isEmpty(database)) database.exec(tables)
      prepare(database)
    })
  })
}

/** For how long SQLite itself waits for a lock, with the event loop standing still. */
const lockWaitMs = 50

/** Runs `change` in a transaction that holds SQLite's one write lock, all of it or nothing. */
export function inTransaction<T>(database: DatabaseSync, change: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = change()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}

/** Some failures end the transaction themselves; rolling back is then one more failure. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // Either there is none any more, or whatever comes next reports what is wrong.
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return integerPragma(database, 'application_id') === 0 && !hasTables(database)
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
}

function checkSchema(database: DatabaseSync, path: string): void {
  if (integerPragma(database, 'application_id') !== applicationId) {
    throw new SqliteLogError('not-a-log', `${path} is a database of something else`)
  }
  const version = integerPragma(database, 'user_version')
  if (version > schemaVersion) {
    throw new SqliteLogError(
      'newer-schema',
      `${path} has schema version ${version}, newer than ${schemaVersion}, which is the newest known here`,
    )
  }
}

function integerPragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get()
  return row === undefined ? 0 : integerIn(row, name)
}

function closingOnFailure(database: DatabaseSync, prepare: () => void): DatabaseSync {
  try {
    prepare()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
