import {
  formatSavedCursor,
  parseSavedCursor,
  type CursorStore,
  type SavedCursor,
} from './cursor-store.js'

/** Keeps a cursor in the `localStorage` of a page, or in anything else that has its methods. */
export class LocalStorageCursorStore implements CursorStore {
  readonly #key: string
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>

  /** @param key what it is kept under: one for each subscription of a page */
  constructor(key: string, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    this.#key = key
    this.#storage = storage
  }

  /** @throws CursorStoreError where something else is kept under the key */
  load(): SavedCursor | undefined {
    const text = this.#storage.getItem(this.#key)
    return text === null ? undefined : parseSavedCursor(text, this.#key)
  }

  /** @throws DOMException where the storage is full, or forbidden */
  save(saved: SavedCursor): void {
    this.#storage.setItem(this.#key, formatSavedCursor(saved))
  }
}
