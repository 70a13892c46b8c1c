import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FileCursorStore } from '../../templates/client/node/file-cursor-store.js'
import { SqliteCursorStore } from '../../templates/client/node/sqlite-cursor-store.js'
import {
  CursorStoreError,
  parseSavedCursor,
  type CursorStore,
  type SavedCursor,
} from '../../templates/client/stores/cursor-store.js'
import { LocalStorageCursorStore } from '../../templates/client/stores/local-storage-cursor-store.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lexstream-cursor-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** What a page has. */
class FakeStorage {
  readonly items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
}

const saved: SavedCursor = {
  cursor: 2 ** 53 - 1,
  host: 'relay.example:8080',
  time: '2026-01-02T03:04:05.678Z',
  streamTime: '2026-01-01T03:04:05.678Z',
  seqScheme: 'unix-micros',
  sequenceId: 'a "b" \u2028 ü',
}
const plain: SavedCursor = { cursor: 0, host: 'relay.example', time: '2026-01-02T03:04:05.678Z' }

/** Each opens the same store as often as it is called. */
const kinds: Readonly<Record<string, () => () => CursorStore>> = {
  memory: () => {
    const store = new MemoryCursorStore()
    return () => store
  },
  'a file': () => {
    const path = join(folder(), 'cursor.json')
    return () => new FileCursorStore(path)
  },
  'a file, by its URL': () => {
    const path = pathToFileURL(join(folder(), 'cursor ü.json'))
    return () => new FileCursorStore(path)
  },
  SQLite: () => {
    const path = join(folder(), 'cursor.sqlite')
    return () => {
      const store = new SqliteCursorStore(path)
      onTestFinished(() => store.close())
      return store
    }
  },
  localStorage: () => {
    const storage = new FakeStorage()
    return () => new LocalStorageCursorStore('firehose', storage)
  },
}

describe.each(Object.entries(kinds))('a cursor kept in %s', (_name, make) => {
  it('is what was saved last, for whoever opens it next', async () => {
    const open = make()
    const store = open()
    expect(await store.load()).toBe(undefined)
    await store.save(saved)
    expect(await store.load()).toEqual(saved)
    await store.save(plain)
    expect(await open().load()).toEqual(plain)
  })
})

describe('a file', () => {
  it('is replaced as a whole, and nothing is left beside it', async () => {
    const path = folder()
    const store = new FileCursorStore(join(path, 'cursor.json'))
    for (let cursor = 1; cursor <= 20; cursor++) await store.save({ ...plain, cursor })
    expect(readdirSync(path)).toEqual(['cursor.json'])
    expect(await store.load()).toEqual({ ...plain, cursor: 20 })
  })

  it('is written by two programs at once, as when one takes over from the other', async () => {
    const path = join(folder(), 'cursor.json')
    const save = async (first: number) => {
      const store = new FileCursorStore(path)
      for (let cursor = first; cursor < first + 50; cursor++) await store.save({ ...plain, cursor })
    }
    await Promise.all([save(100), save(200)])
    expect([149, 249]).toContain((await new FileCursorStore(path).load())?.cursor)
    expect(readdirSync(dirname(path))).toEqual(['cursor.json'])
  })

  it('in a folder that is not there cannot be saved', async () => {
    const store = new FileCursorStore(join(folder(), 'nowhere', 'cursor.json'))
    expect(await store.load()).toBe(undefined)
    await expect(store.save(plain)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('of something else is never taken for an empty store', async () => {
    const path = join(folder(), 'cursor.json')
    writeFileSync(path, '')
    const expected = new CursorStoreError(`${path}: is not the JSON object of a saved cursor`)
    await expect(new FileCursorStore(path).load()).rejects.toEqual(expected)
  })
})

describe('SQLite', () => {
  it('keeps cursors apart by name, in a transaction of the consumer', () => {
    const database = new DatabaseSync(':memory:')
    onTestFinished(() => database.close())
    const [one, other] = ['one', 'other'].map((name) => new SqliteCursorStore(database, name))
    one?.save(saved)
    database.exec('BEGIN')
    other?.save(plain)
    database.exec('ROLLBACK')
    expect(one?.load()).toEqual(saved)
    expect(other?.load()).toBe(undefined)
  })
})

describe('a saved cursor', () => {
  it.each([
    ['nonsense', 'x: is not the JSON object of a saved cursor'],
    ['[]', 'x: cursor is not an integer from 0 to 2^53-1'],
    ['{"cursor":"5"}', 'x: cursor is not an integer from 0 to 2^53-1'],
    ['{"cursor":-1}', 'x: cursor is not an integer from 0 to 2^53-1'],
    ['{"cursor":9007199254740992}', 'x: cursor is not an integer from 0 to 2^53-1'],
    ['{"__proto__":{"cursor":5}}', 'x: cursor is not an integer from 0 to 2^53-1'],
    ['{"cursor":5,"host":5}', 'x: host is not a string'],
    ['{"cursor":5,"sequenceId":null}', 'x: sequenceId is not a string'],
  ])('is not %s', (text, message) => {
    expect(() => parseSavedCursor(text, 'x')).toThrow(new CursorStoreError(message))
  })
})
