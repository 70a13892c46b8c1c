import { DatabaseSync } from 'node:sqlite'

/**
 * Adds up how long write transactions of all databases of this process take: from `BEGIN IMMEDIATE`
 * to the end of `COMMIT` or `ROLLBACK`, with the thread standing still.
 */
export class TransactionClock {
  /** In milliseconds. */
  totalMs = 0
  /** The longest one. */
  maxMs = 0
  transactions = 0
  #startMs = 0

  /** Starts to look on, for good. */
  constructor() {
    const exec: unknown = Reflect.get(DatabaseSync.prototype, 'exec')
    if (typeof exec !== 'function') throw new Error('DatabaseSync has no exec')
    const look = (sql: string, run: () => unknown) => this.#look(sql, run)
    Object.defineProperty(DatabaseSync.prototype, 'exec', {
      value: function observedExec(this: DatabaseSync, sql: string): unknown {
        return look(sql, () => Reflect.apply(exec, this, [sql]))
      },
    })
  }

  #look(sql: string, run: () => unknown): unknown {
    if (sql === 'BEGIN IMMEDIATE') this.#startMs = performance.now()
    try {
      return run()
    } finally {
      if (this.#startMs > 0 && (sql === 'COMMIT' || sql === 'ROLLBACK')) this.#count()
    }
  }

  #count(): void {
    const elapsedMs = performance.now() - this.#startMs
    this.#startMs = 0
    this.totalMs += elapsedMs
    this.maxMs = Math.max(this.maxMs, elapsedMs)
    this.transactions++
  }
}
