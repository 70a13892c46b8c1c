import { DatabaseSync } from 'node:sqlite'
import {
  formatSavedCursor,
  parseSavedCursor,
  type CursorStore,
  type SavedCursor,
} from '../stores/cursor-store.js'

/**
 * Keeps a cursor in a table of an SQLite database: of one that is there for it, or of the consumer's
 * own, where it can be saved in one transaction with what the messages led to.
 */
export class SqliteCursorStore implements CursorStore {
  readonly #database: DatabaseSync
  readonly #name: string

  /**
   * @param database a path, or the consumer's own database, which stays its to close
   * @param name what the cursor is kept under: one for each subscription
   */
  constructor(database: string | DatabaseSync, name = 'default') {
    this.#database = typeof database === 'string' ? new DatabaseSync(database) : database
    this.#name = name
    // Another subscription's cursor may be being written to the same file.
    if (typeof database === 'string') this.#database.exec('PRAGMA busy_timeout = 5000')
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS stream_cursor (name TEXT PRIMARY KEY, saved TEXT NOT NULL) STRICT',
    )
  }

  /** @throws CursorStoreError where the row holds something else */
  load(): SavedCursor | undefined {
    const row = this.#database
      .prepare('SELECT saved FROM stream_cursor WHERE name = ?')
      .get(this.#name)
    const saved = row?.['saved']
    if (saved === undefined) return undefined
    return parseSavedCursor(typeof saved === 'string' ? saved : '', `stream_cursor ${this.#name}`)
  }

  /** Part of the transaction that the database is in, if there is one. */
  save(saved: SavedCursor): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO stream_cursor (name, saved) VALUES (?, ?)')
      .run(this.#name, formatSavedCursor(saved))
  }

  /** Closes the database; not to be called for one that is the consumer's own. */
  close(): void {
    this.#database.close()
  }
}
