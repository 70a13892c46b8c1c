import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { encodeDrisl, type LexValue } from '../../generated/runtime/index.js'

/** What to store as a row; what is left out is that of an identity event of `did:example:a`. */
export interface NewRow {
  readonly did?: string
  readonly eventType?: string
  readonly event?: LexValue | Uint8Array
  readonly invalidated?: 0 | 1
  readonly sequencedAt?: string
}

/** A sequencer's database, as a PDS makes it, in a folder that goes when the test ends. */
export class SequencerDatabase {
  readonly path: string
  readonly #database: DatabaseSync

  constructor(madeAt = '2025-01-01T00:00:00.000Z') {
    const folder = mkdtempSync(join(tmpdir(), 'lexstream-sequencer-'))
    this.path = join(folder, 'sequencer.sqlite')
    this.#database = new DatabaseSync(this.path)
    onTestFinished(() => {
      this.#database.close()
      rmSync(folder, { recursive: true, force: true })
    })
    this.run('PRAGMA journal_mode = WAL')
    this.run(
      `CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY, timestamp varchar(255));
      CREATE TABLE repo_seq (
        seq integer PRIMARY KEY AUTOINCREMENT,
        did varchar NOT NULL,
        eventType varchar NOT NULL,
        event blob NOT NULL,
        invalidated int2 DEFAULT 0 NOT NULL,
        sequencedAt varchar NOT NULL
      );
      CREATE INDEX repo_seq_sequenced_at_index ON repo_seq (sequencedAt)`,
    )
    this.#database.prepare('INSERT INTO kysely_migration VALUES (?, ?)').run('001', madeAt)
  }

  /** Changes what SQL says. */
  run(sql: string): void {
    this.#database.exec(sql)
  }

  /** Appends rows, in one transaction. */
  append(...rows: readonly NewRow[]): void {
    const insert = this.#database.prepare(
      `INSERT INTO repo_seq (did, eventType, event, invalidated, sequencedAt)
      VALUES (?, ?, ?, ?, ?)`,
    )
    this.run('BEGIN')
    for (const row of rows) {
      const { did = 'did:example:a', eventType = 'identity', invalidated = 0 } = row
      const { event = { did }, sequencedAt = '2025-01-01T12:00:00.000Z' } = row
      const bytes = event instanceof Uint8Array ? event : encodeDrisl(event)
      insert.run(did, eventType, bytes, invalidated, sequencedAt)
    }
    this.run('COMMIT')
  }
}
