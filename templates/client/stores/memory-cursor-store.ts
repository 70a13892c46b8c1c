import type { CursorStore, SavedCursor } from './cursor-store.js'

/** Keeps a cursor for as long as the program runs. */
export class MemoryCursorStore implements CursorStore {
  #saved: SavedCursor | undefined

  constructor(saved?: SavedCursor) {
    this.#saved = saved
  }

  load(): SavedCursor | undefined {
    return this.#saved
  }

  save(saved: SavedCursor): void {
    this.#saved = saved
  }
}
