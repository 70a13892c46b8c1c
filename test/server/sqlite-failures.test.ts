import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, vi } from 'vitest'
import { Publisher } from '../../templates/server/publisher.js'
import { SqliteLogError, type SqliteLogOptions } from '../../templates/server/sqlite/index.js'
import { nsid, stream } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { frame } from './log-conformance.js'
import { logPath, openSqlite } from './log-folder.js'

const unbounded = { limit: 1e9, maxBytes: 1e9 }

/** Opens a log together with the connection that it uses, so that SQLite can be told to fail. */
function openWithConnection(options?: SqliteLogOptions) {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
  const path = logPath()
  const log = openSqlite(path, options)
  const connection = exec.mock.contexts[0]
  exec.mockRestore()
  if (!(connection instanceof DatabaseSync)) throw new Error('the log has opened nothing')
  return {
    log,
    path,
    connection,
    /** No page can be added: what SQLite does where the disk is full. */
    fillDisk: () => connection.exec('PRAGMA max_page_count = 1'),
    freeDisk: () => connection.exec('PRAGMA max_page_count = 1000000'),
  }
}

describe('a SqliteLog on a full disk', () => {
  it('refuses what does not fit, and goes on as soon as there is room', async () => {
    const { log, path, fillDisk, freeDisk } = openWithConnection()
    await log.append([frame(1)])
    const position = log.position()
    let told = 0
    log.subscribe(() => told++)
    fillDisk()
    const full = new SqliteLogError('full', `${path}: database or disk is full`)
    for (const attempt of [2, 3]) {
      const failed = log.append([frame(attempt, 50_000), frame(attempt + 1, 50_000)])
      await expect(failed).rejects.toEqual(full)
      await expect(failed).rejects.toMatchObject({ code: 'full', retryable: true })
    }
    expect(log.position()).toEqual(position)
    expect(log.read({ after: 0, ...unbounded })).toEqual({ frames: [frame(1)], position })
    expect(told).toBe(0)
    freeDisk()
    await log.append([frame(2, 50_000)])
    expect(told).toBe(1)
    expect(log.read({ after: 0, ...unbounded }).frames).toEqual([frame(1), frame(2, 50_000)])
    await log.close()
    const again = openSqlite(path).read({ after: 0, ...unbounded })
    expect(again.frames.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('makes room by pruning, where its limits let it', async () => {
    const { log, fillDisk } = openWithConnection({ maxFrames: 2 })
    for (let seq = 1; seq <= 4; seq++) await log.append([frame(seq, 50_000)])
    fillDisk()
    for (let seq = 5; seq <= 20; seq++) await log.append([frame(seq, 50_000)])
    expect(log.position()).toMatchObject({ highestSeq: 20, lowestSeq: 19 })
  })

  it('tells publishers, and keeps subscribers on', async () => {
    const { log, path, fillDisk, freeDisk } = openWithConnection()
    const publisher = new Publisher(stream, log)
    const publish = (text: string) =>
      publisher.publish({ $type: `${nsid}#note`, did: 'did:example:a', text })
    const { authority, errors } = await startHost({ source: () => log })
    await publish('a')
    const peer = new Peer(authority, '?cursor=0')
    expect(await peer.briefs(3)).toEqual(['cursor 0/1 replay', 'note 1', 'cursor 1/1 live'])
    fillDisk()
    const results = await Promise.allSettled(['b', 'c', 'd'].map((x) => publish(x.repeat(50_000))))
    const full = new SqliteLogError('full', `${path}: database or disk is full`)
    expect(results).toEqual(results.map(() => ({ status: 'rejected', reason: full })))
    freeDisk()
    expect(await publish('e')).toBe(5)
    expect(await peer.message()).toMatchObject({ seq: 5, text: 'e' })
    expect(errors).toEqual([])
  })
})

describe('a SqliteLog whose writes fail', () => {
  it('takes back all of an append of which SQLite refuses a part', async () => {
    const { log, path } = openWithConnection()
    await expect(log.append([frame(1), frame(1.5)])).rejects.toEqual(
      new SqliteLogError('failed', `${path}: datatype mismatch`),
    )
    expect(log.read({ after: 0, ...unbounded }).frames).toEqual([])
    await log.append([frame(1)])
    expect(log.read({ after: 0, ...unbounded }).frames).toEqual([frame(1)])
  })

  it('acknowledges nothing that could not be committed, and goes on', async () => {
    const { log, path, connection } = openWithConnection()
    let told = 0
    log.subscribe(() => told++)
    let failures = 1
    const exec = vi.spyOn(connection, 'exec').mockImplementation((sql) => {
      if (sql === 'COMMIT' && failures-- > 0) {
        throw Object.assign(new Error('disk I/O error'), { errcode: 10 | (4 << 8) })
      }
      DatabaseSync.prototype.exec.call(connection, sql)
    })
    const failed = log.append([frame(1), frame(2)])
    await expect(failed).rejects.toEqual(new SqliteLogError('io', `${path}: disk I/O error`))
    expect(told).toBe(0)
    expect(log.read({ after: 0, ...unbounded }).frames).toEqual([])
    await log.append([frame(1)])
    expect(told).toBe(1)
    exec.mockRestore()
    await log.close()
    expect(openSqlite(path).read({ after: 0, ...unbounded }).frames).toEqual([frame(1)])
  })
})

describe('a SqliteLog that another process keeps locked', () => {
  it('waits for it, and goes on reading meanwhile', async () => {
    const { log, path } = openWithConnection()
    await log.append([frame(1)])
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    let appended = false
    const appending = log.append([frame(2)]).then(() => (appended = true))
    await new Promise((resolve) => void setTimeout(resolve, 150))
    expect(appended).toBe(false)
    expect(log.read({ after: 0, ...unbounded }).frames).toEqual([frame(1)])
    other.exec('COMMIT')
    other.close()
    await appending
    expect(log.position().highestSeq).toBe(2)
  })
})
