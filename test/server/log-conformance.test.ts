import { MemoryLog } from '../../templates/server/memory-log.js'
import { SqliteLog, type SqliteLogOptions } from '../../templates/server/sqlite/index.js'
import { describeLog, type LogKind } from './log-conformance.js'
import { logPath, openSqlite } from './log-folder.js'

describeLog('MemoryLog', {
  open: (options) => new MemoryLog(options),
  settle: () => Promise.resolve(),
})

function sqlite(more: SqliteLogOptions): LogKind {
  const paths = new WeakMap<object, string>()
  const open: LogKind['open'] = (options) => openAt(logPath(), options)
  const openAt = (path: string, options: SqliteLogOptions = {}) => {
    const log = openSqlite(path, { ...options, ...more })
    paths.set(log, path)
    return log
  }
  return {
    open,
    settle: async (log) => {
      if (log instanceof SqliteLog) await log.prune()
    },
    reopen: async (log, options) => {
      if (log instanceof SqliteLog) await log.close()
      return openAt(paths.get(log) ?? '', options)
    },
  }
}

describeLog('SqliteLog', sqlite({}))
describeLog('SqliteLog, reading from the disk', sqlite({ cacheBytes: 0 }))
describeLog('SqliteLog, synced rarely', sqlite({ synchronous: 'normal' }))
