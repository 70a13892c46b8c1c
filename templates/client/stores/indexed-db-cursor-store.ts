import {
  formatSavedCursor,
  parseSavedCursor,
  type CursorStore,
  type SavedCursor,
} from './cursor-store.js'

const table = 'cursor'

/** Keeps a cursor in IndexedDB, which workers have too. */
export class IndexedDbCursorStore implements CursorStore {
  readonly #key: string
  readonly #database: string
  readonly #factory: IDBFactory
  #opened: Promise<IDBDatabase> | undefined

  /**
   * @param key what it is kept under: one for each subscription
   * @param database the name of the database, of which nothing else may make use
   */
  constructor(key: string, database = 'lexstream', factory: IDBFactory = indexedDB) {
    this.#key = key
    this.#database = database
    this.#factory = factory
  }

  /**
   * Rejects with a DOMException where the database cannot be opened or read.
   *
   * @throws CursorStoreError where something else is kept under the key
   */
  async load(): Promise<SavedCursor | undefined> {
    const transaction = (await this.#open()).transaction(table, 'readonly')
    const text: unknown = await settled(transaction.objectStore(table).get(this.#key))
    if (text === undefined) return undefined
    return parseSavedCursor(typeof text === 'string' ? text : '', `${this.#database}/${this.#key}`)
  }

  /** Resolves once the browser has committed it; rejects with a DOMException where it could not. */
  async save(saved: SavedCursor): Promise<void> {
    const transaction = (await this.#open()).transaction(table, 'readwrite')
    const done = completed(transaction)
    transaction.objectStore(table).put(formatSavedCursor(saved), this.#key)
    await done
  }

  /** Closes the database; it is opened again when it is needed. */
  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened !== undefined) (await opened).close()
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= this.#openAnew().catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }

  #openAnew(): Promise<IDBDatabase> {
    const request = this.#factory.open(this.#database, 1)
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(table)
    })
    return settled(request)
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')))
  })
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error('IndexedDB failed'))
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('error', fail)
    transaction.addEventListener('abort', fail)
  })
}
