import {
  LocalStorageCursorStore,
  type CursorStore,
  type SavedCursor,
} from '../../../generated/runtime/client/index.js'
import { emptyTally, type Tally } from './tally.js'

/**
 * Keeps a cursor in `localStorage`, and beside it what had been received by then: the two always
 * belong together, since nothing else of a page runs between the two writes.
 */
export class TallyingStore implements CursorStore {
  readonly #key: string
  readonly #cursors: LocalStorageCursorStore
  readonly #current: () => Tally

  /** @param current what has been received so far */
  constructor(key: string, current: () => Tally) {
    this.#key = key
    this.#cursors = new LocalStorageCursorStore(cursorKey(key))
    this.#current = current
  }

  load(): SavedCursor | undefined {
    return this.#cursors.load()
  }

  save(saved: SavedCursor): void {
    this.#cursors.save(saved)
    localStorage.setItem(tallyKey(this.#key), JSON.stringify(this.#current()))
  }

  /** What was saved last; nothing at first. */
  loadTally(): Tally {
    const text = localStorage.getItem(tallyKey(this.#key))
    const saved: unknown = text === null ? undefined : JSON.parse(text)
    return isTally(saved) ? saved : emptyTally
  }

  clear(): void {
    localStorage.removeItem(cursorKey(this.#key))
    localStorage.removeItem(tallyKey(this.#key))
  }
}

function cursorKey(key: string): string {
  return `${key} cursor`
}

function tallyKey(key: string): string {
  return `${key} tally`
}

function isTally(value: unknown): value is Tally {
  return (
    typeof value === 'object' &&
    value !== null &&
    'count' in value &&
    typeof value.count === 'number' &&
    'checksum' in value &&
    typeof value.checksum === 'number'
  )
}
