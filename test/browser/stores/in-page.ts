// Bundled for a page, where the test calls it.
import type { CursorStore } from '../../../generated/runtime/client/index.js'
import {
  IndexedDbCursorStore,
  LocalStorageCursorStore,
} from '../../../generated/runtime/client/index.js'

declare global {
  var cursorStores: Readonly<Record<'indexedDb' | 'localStorage', (key: string) => CursorStore>>
}

globalThis.cursorStores = {
  indexedDb: (key) => new IndexedDbCursorStore(key),
  localStorage: (key) => new LocalStorageCursorStore(key),
}
