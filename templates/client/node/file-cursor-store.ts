import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  formatSavedCursor,
  parseSavedCursor,
  type CursorStore,
  type SavedCursor,
} from '../stores/cursor-store.js'

/** How many stores there have been in this process. */
let stores = 0

/**
 * Keeps a cursor in a file that is replaced as a whole: whoever reads it, at whatever moment and
 * after whatever crash, finds the last cursor or the one before it.
 */
export class FileCursorStore implements CursorStore {
  readonly #path: string
  /** Where the next one is written: nobody else's, for as long as two programs overlap in a restart. */
  readonly #next: string

  constructor(path: string | URL) {
    this.#path = typeof path === 'string' ? path : fileURLToPath(path)
    this.#next = `${this.#path}.${process.pid}.${++stores}.new`
  }

  /**
   * Rejects with an error of the file system where there is a file that cannot be read.
   *
   * @throws CursorStoreError where it holds something else
   */
  async load(): Promise<SavedCursor | undefined> {
    const text = await this.#read()
    return text === undefined ? undefined : parseSavedCursor(text, this.#path)
  }

  /** Rejects with an error of the file system; what was saved before is then still there. */
  async save(saved: SavedCursor): Promise<void> {
    const file = await open(this.#next, 'w')
    try {
      await file.writeFile(formatSavedCursor(saved))
      // Otherwise a crash could leave the new name with no content behind it.
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(this.#next, this.#path).catch(async (error: unknown) => {
      await rm(this.#next, { force: true })
      throw error
    })
    await syncFolder(dirname(this.#path))
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }
}

/** Makes a rename outlast the machine, where folders can be synced at all. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
