import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SqliteLog, type SqliteLogOptions } from '../../templates/server/sqlite/index.js'

/** A path for a new log, in a folder that goes when the test ends. */
export function logPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lexstream-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'log.db')
}

/** Opens a log that is closed when the test ends. */
export function openSqlite(path: string, options?: SqliteLogOptions): SqliteLog {
  const log = new SqliteLog(path, options)
  onTestFinished(() => log.close())
  return log
}
