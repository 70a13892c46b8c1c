import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { SeqScheme } from '../../stream/position.js'
import { SqliteLogError } from './sqlite-log-error.js'

/** What a database says about its log as a whole; it outlasts all frames. */
export interface LogState {
  readonly sequenceId: string
  readonly seqScheme: SeqScheme
  readonly slots: number
  readonly highestSeq: number
  readonly originSeq: number
  readonly prunedSeq: number
  /** All frames ever appended, and those of them that were pruned. */
  readonly appendedFrames: number
  readonly appendedBytes: number
  readonly prunedFrames: number
  readonly prunedBytes: number
  /** The boot of the machine in which a writer does not sync every append; absent where all are. */
  readonly unsyncedBoot: string | undefined
}

/** A row as SQLite returns it. */
export type Row = Record<string, SQLOutputValue>

/** Reads and writes the one row of the `log` table. */
export class LogStateTable {
  readonly #select: StatementSync
  readonly #replace: StatementSync

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT * FROM log')
    this.#replace = database.prepare(
      `INSERT OR REPLACE INTO log (id, sequence_id, seq_scheme, slots, highest_seq, origin_seq,
        pruned_seq, appended_frames, appended_bytes, pruned_frames, pruned_bytes, unsynced_boot)
      VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  /** @throws SqliteLogError `corrupt` where there is none */
  read(): LogState {
    const state = this.find()
    if (state === undefined) throw new SqliteLogError('corrupt', 'the log table is empty')
    return state
  }

  /** @returns undefined where the log is being made */
  find(): LogState | undefined {
    const row = this.#select.get()
    if (row === undefined) return undefined
    const boot = row['unsynced_boot']
    return {
      sequenceId: textIn(row, 'sequence_id'),
      seqScheme: textIn(row, 'seq_scheme') === 'counter' ? 'counter' : 'unix-micros',
      slots: integerIn(row, 'slots'),
      highestSeq: integerIn(row, 'highest_seq'),
      originSeq: integerIn(row, 'origin_seq'),
      prunedSeq: integerIn(row, 'pruned_seq'),
      appendedFrames: integerIn(row, 'appended_frames'),
      appendedBytes: integerIn(row, 'appended_bytes'),
      prunedFrames: integerIn(row, 'pruned_frames'),
      prunedBytes: integerIn(row, 'pruned_bytes'),
      unsyncedBoot: typeof boot === 'string' ? boot : undefined,
    }
  }

  write(state: LogState): void {
    this.#replace.run(
      state.sequenceId,
      state.seqScheme,
      state.slots,
      state.highestSeq,
      state.originSeq,
      state.prunedSeq,
      state.appendedFrames,
      state.appendedBytes,
      state.prunedFrames,
      state.prunedBytes,
      state.unsyncedBoot ?? null,
    )
  }
}

/** @throws SqliteLogError `corrupt` where the column holds no integer */
export function integerIn(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new SqliteLogError('corrupt', `${column}: not an integer`)
  return value
}

function textIn(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new SqliteLogError('corrupt', `${column}: not a text`)
  return value
}
