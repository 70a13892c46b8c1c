import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Publisher } from '../../templates/server/publisher.js'
import {
  SqliteLog,
  SqliteLogError,
  SqliteSource,
  type SqliteLogOptions,
} from '../../templates/server/sqlite/index.js'
import { nsid, stream } from './example-stream.js'
import { frame } from './log-conformance.js'
import { logPath, openSqlite } from './log-folder.js'

const unbounded = { limit: 1e9, maxBytes: 1e9 }
const seqs = (log: SqliteLog | SqliteSource, after = 0) =>
  log.read({ after, ...unbounded }).frames.map(({ seq }) => seq)

/** Changes a database behind the log's back. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

function openingError(path: string): unknown {
  try {
    openSqlite(path)
  } catch (error) {
    return error
  }
  return undefined
}

async function reopened(path: string, options: SqliteLogOptions = {}): Promise<string> {
  const log = openSqlite(path, options)
  await log.close()
  return log.sequenceId
}

describe('opening a SqliteLog', () => {
  it('takes a file URL, and an empty file', async () => {
    const path = logPath()
    writeFileSync(path, '')
    const log = openSqlite(path)
    await log.append([frame(1)])
    await log.close()
    expect(seqs(new SqliteSource(pathToFileURL(path)))).toEqual([1])
  })

  it('refuses a newer schema', async () => {
    const path = logPath()
    await openSqlite(path).close()
    edit(path, 'PRAGMA user_version = 2')
    const expected = new SqliteLogError(
      'newer-schema',
      `${path} has schema version 2, newer than 1, which is the newest known here`,
    )
    expect(openingError(path)).toEqual(expected)
    expect(() => new SqliteSource(path)).toThrow(expected)
  })

  it('refuses a database of something else, and leaves it as it is', () => {
    const path = logPath()
    edit(path, 'CREATE TABLE frame (a)')
    const before = readFileSync(path)
    expect(openingError(path)).toEqual(
      new SqliteLogError('not-a-log', `${path} is a database of something else`),
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('refuses what is no database, and what cannot be opened', () => {
    const path = logPath()
    writeFileSync(path, 'no database, but some text that is long enough to be looked at'.repeat(99))
    expect(openingError(path)).toMatchObject({
      code: 'corrupt',
      message: `${path}: file is not a database`,
      retryable: false,
    })
    const missing = join(dirname(path), 'missing', 'log.db')
    expect(openingError(missing)).toMatchObject({
      code: 'cannot-open',
      message: `${missing}: unable to open database file`,
    })
    expect(openingError(':memory:')).toMatchObject({
      code: 'no-wal',
      message: ':memory: cannot have a write-ahead log',
    })
    expect(() => new SqliteSource(missing)).toThrow(`${missing}: unable to open database file`)
  })

  it('leaves the permissions of files as they are', async () => {
    const path = logPath()
    writeFileSync(path, '')
    chmodSync(path, 0o640)
    const log = openSqlite(path)
    await log.append([frame(1)])
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(path + suffix).mode & 0o777).toBe(0o640)
    }
  })

  it('refuses another number of slots while it retains frames', async () => {
    const path = logPath()
    let now = 0
    const log = openSqlite(path, { slots: 4, maxAgeMs: 10, now: () => now })
    await log.append([frame(1, 10, 3)])
    await log.close()
    expect(() => new SqliteLog(path, { slots: 8 })).toThrow(
      new SqliteLogError('slots-differ', `${path} retains frames in 4 shard slots, not 8`),
    )
    now = 100
    const pruned = openSqlite(path, { maxAgeMs: 10, now: () => now })
    await pruned.prune()
    await pruned.close()
    expect(openSqlite(path, { slots: 8 }).slots).toBe(8)
  })

  it('goes over from counting to telling the time, in the same sequence', async () => {
    const path = logPath()
    const log = openSqlite(path)
    await log.append([frame(41)])
    await log.close()
    const timed = openSqlite(path, { seqScheme: 'unix-micros' })
    expect([timed.seqScheme, timed.sequenceId]).toEqual(['unix-micros', log.sequenceId])
    const note = { $type: `${nsid}#note` as const, did: 'did:example:a', text: 'a' }
    expect(await new Publisher(stream, timed).publish(note)).toBeGreaterThan(1e15)
  })
})

describe('the sequenceId of a SqliteLog', () => {
  it('stays for as long as the file does', async () => {
    const path = logPath()
    const first = await reopened(path)
    expect(await reopened(path)).toBe(first)
    expect(await reopened(path, { sequenceId: 'wanted' })).toBe(first)
    expect(await reopened(logPath(), { sequenceId: 'wanted' })).toBe('wanted')
  })

  it('changes where it is said that continuity is lost', async () => {
    const path = logPath()
    await reopened(path, { sequenceId: 'first' })
    expect(await reopened(path, { continuityLost: true, sequenceId: 'second' })).toBe('second')
    const third = await reopened(path, { continuityLost: true, sequenceId: 'second' })
    expect(third).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('changes where the machine went down before all was synced', async () => {
    const path = logPath()
    const first = await reopened(path, { synchronous: 'normal' })
    expect(await reopened(path)).toBe(first)
    const log = openSqlite(path, { synchronous: 'normal' })
    edit(path, `UPDATE log SET unsynced_boot = 'another boot'`)
    const other = openSqlite(path)
    expect(log.sequenceId).toBe(first)
    expect(other.sequenceId).not.toBe(first)
  })

  it('has its limits', () => {
    const tooLong = { sequenceId: 'ä'.repeat(65) }
    expect(() => new SqliteLog(logPath(), tooLong)).toThrow('sequenceId: must have 1 to 128 bytes')
  })
})

describe('the rest of the runtime', () => {
  it('does without node:sqlite', async () => {
    const root = join(import.meta.dirname, '../..')
    const load = async (entry: string) => {
      const program = `await import(${JSON.stringify(pathToFileURL(join(root, entry)).href)})`
      const imports = join(root, 'test/bench/typescript-imports.ts')
      const args = ['--no-experimental-sqlite', '--import', imports, '--input-type=module']
      const child = spawn(process.execPath, [...args, '-e', program], { stdio: 'ignore' })
      await once(child, 'exit')
      return child.exitCode
    }
    expect(await load('templates/server/index.ts')).toBe(0)
    expect(await load('templates/server/sqlite/index.ts')).toBe(1)
  })
})

describe('closing a SqliteLog', () => {
  it('first appends what waits, and refuses all else', async () => {
    const path = logPath()
    const log = openSqlite(path)
    const appended = log.append([frame(1)])
    const closed = log.close()
    expect(log.close()).toBe(closed)
    const error = new SqliteLogError('closed', `${path} was closed`)
    await expect(log.append([frame(2)])).rejects.toEqual(error)
    await expect(log.prune()).rejects.toEqual(error)
    await Promise.all([appended, closed])
    expect(() => log.position()).toThrow(error)
    expect(() => log.read({ after: 5, ...unbounded })).toThrow(error)
    expect(seqs(openSqlite(path))).toEqual([1])
  })
})

describe('a SqliteLog with others on its file', () => {
  it('is read in another process while it is appended to', async () => {
    const path = logPath()
    const log = openSqlite(path)
    await log.append([frame(1)])
    const program = `
      const { DatabaseSync } = require('node:sqlite')
      const database = new DatabaseSync(process.argv[1], { readOnly: true })
      const highest = database.prepare('SELECT max(seq) AS seq, count(*) AS n FROM frame')
      let last = 0
      for (;;) {
        const { seq, n } = highest.get()
        if (seq !== n || seq < last) process.exit(1)
        if (last === 0) process.stdout.write('reading')
        last = seq
        if (seq === 200) process.exit(0)
      }`
    const reader = spawn(process.execPath, ['-e', program, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(reader, 'exit')
    onTestFinished(() => void reader.kill())
    await once(reader.stdout, 'data')
    for (let seq = 2; seq <= 200; seq++) await log.append([frame(seq)])
    expect((await ended)[0]).toBe(0)
  })

  it('is followed by a SqliteSource', async () => {
    const path = logPath()
    const log = openSqlite(path, { maxFrames: 3, slots: 2 })
    await log.append([frame(1, 10, 1), frame(2, 10, 0)])
    const source = new SqliteSource(path, { pollIntervalMs: 1 })
    onTestFinished(() => source.close())
    expect([source.sequenceId, source.slots, source.seqScheme]).toEqual([
      log.sequenceId,
      2,
      'counter',
    ])
    expect(source.read({ after: 0, ...unbounded })).toEqual(log.read({ after: 0, ...unbounded }))
    const told = new Promise<void>((resolve) => source.subscribe(resolve))
    await log.append([frame(3), frame(4), frame(5)])
    await log.prune()
    await told
    expect(seqs(source)).toEqual([3, 4, 5])
    expect(source.pending(3)).toEqual({ messages: 2, bytes: 20 })
    expect(source.position()).toEqual(log.position())
    source.close()
    expect(() => source.position()).toThrow(new SqliteLogError('closed', `${path} was closed`))
  })

  it('is followed by a SqliteSource that opened it while nobody wrote', async () => {
    const path = logPath()
    const log = openSqlite(path)
    await log.append([frame(1)])
    await log.close()
    const source = new SqliteSource(path, { pollIntervalMs: 1 })
    onTestFinished(() => source.close())
    expect(seqs(source)).toEqual([1])
    await openSqlite(path).append([frame(2)])
    expect(seqs(source)).toEqual([1, 2])
  })

  it('loses nothing and uses no number twice where another process writes as well', async () => {
    const path = logPath()
    const one = openSqlite(path)
    const other = openSqlite(path)
    await one.append([frame(1), frame(2)])
    await other.append([frame(3)])
    await expect(one.append([frame(3)])).rejects.toThrow('seq 3 is not above 3')
    await one.append([frame(4)])
    await other.append([frame(5)])
    await one.append([frame(6)])
    for (const after of [0, 1, 2, 3, 4, 5]) {
      expect(seqs(one, after)).toEqual([1, 2, 3, 4, 5, 6].slice(after))
    }
  })
})
