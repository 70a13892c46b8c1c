import type { DatabaseSync } from 'node:sqlite'
import type { SeqScheme } from '../../stream/position.js'
import { checkSlotCount } from '../slot-count.js'
import { currentBoot, isSameBoot } from './boot.js'
import { inTransaction, openToWrite } from './schema.js'
import { LogStateTable, type LogState } from './log-state.js'
import { SqliteLogError } from './sqlite-log-error.js'

/** What a log is like when it is opened. */
export interface OpenLogOptions {
  /**
   * How the log's numbers are made: `counter` by default for a new log, and what it was for one that
   * exists. Another scheme than it was may be given, since numbers only ever grow.
   */
  readonly seqScheme?: SeqScheme
  /**
   * The opaque name of a new sequence space, at most 128 bytes; a random one by default. A log that
   * exists keeps the name that it has.
   */
  readonly sequenceId?: string
  /**
   * Says that numbers may be assigned a second time from now on, as after the file was restored from
   * a backup: the sequence space gets a new name.
   */
  readonly continuityLost?: boolean
  /**
   * How many shard slots frames carry, a power of two: 1 (no shards) by default for a new log, and
   * what it was for one that exists. It can only be changed while no frame is retained.
   */
  readonly slots?: number
  /**
   * What an append that has resolved outlasts:
   * - `full`, the default: a power failure, since every transaction is synced to the disk.
   * - `normal`: the end of the process, however sudden, but not that of the machine; syncs are rare.
   *   Where a machine came to such an end, the log opens under a new `sequenceId`, since the numbers
   *   of what was lost are assigned again.
   */
  readonly synchronous?: 'full' | 'normal'
}

/** Opens a log's database, made new if need be, and settles how it goes on. */
export function openLog(path: string, options: OpenLogOptions): DatabaseSync {
  const { slots, sequenceId, synchronous = 'full' } = options
  if (slots !== undefined) checkSlotCount(slots)
  if (sequenceId === '' || new TextEncoder().encode(sequenceId).length > 128) {
    throw new RangeError('sequenceId: must have 1 to 128 bytes')
  }
  const database = openToWrite(path, (opened) => {
    const table = new LogStateTable(opened)
    const before = table.find()
    if (before !== undefined && slots !== undefined) checkSlots(before, slots, path)
    const kept = before !== undefined && options.continuityLost !== true && isWhole(before)
    table.write({
      ...(before ?? emptyState),
      ...(kept ? {} : { sequenceId: newSequenceId(before?.sequenceId, sequenceId) }),
      ...(options.seqScheme === undefined ? {} : { seqScheme: options.seqScheme }),
      ...(slots === undefined ? {} : { slots }),
      unsyncedBoot: synchronous === 'normal' ? currentBoot() : undefined,
    })
  })
  if (synchronous === 'normal') database.exec('PRAGMA synchronous = NORMAL')
  return database
}

/** Closes a log's database; nothing of it is lost afterwards, come what may. */
export function closeLog(database: DatabaseSync): void {
  try {
    // Syncing this also syncs all that was written before it.
    database.exec('PRAGMA synchronous = FULL')
    const table = new LogStateTable(database)
    inTransaction(database, () => table.write({ ...table.read(), unsyncedBoot: undefined }))
  } finally {
    database.close()
  }
}

const emptyState: LogState = {
  sequenceId: '',
  seqScheme: 'counter',
  slots: 1,
  highestSeq: 0,
  originSeq: 0,
  prunedSeq: 0,
  appendedFrames: 0,
  appendedBytes: 0,
  prunedFrames: 0,
  prunedBytes: 0,
  unsyncedBoot: undefined,
}

/** The name that was asked for, unless it is that of the sequence space which has come to its end. */
function newSequenceId(before: string | undefined, wanted: string | undefined): string {
  return wanted === undefined || wanted === before ? crypto.randomUUID() : wanted
}

/** Whether nothing that was appended can have been lost. */
function isWhole({ unsyncedBoot }: LogState): boolean {
  return unsyncedBoot === undefined || isSameBoot(unsyncedBoot, currentBoot())
}

function checkSlots(state: LogState, slots: number, path: string): void {
  if (slots === state.slots || state.appendedFrames === state.prunedFrames) return
  throw new SqliteLogError(
    'slots-differ',
    `${path} retains frames in ${state.slots} shard slots, not ${slots}`,
  )
}
