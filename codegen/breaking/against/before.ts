import type { LoadedDocument } from '../../load/loaded-document.js'

/** The lexicons to compare with, and where they came from. */
export interface Before {
  readonly documents: readonly LoadedDocument[]
  /** As people read it: `lexicons at HEAD`. */
  readonly name: string
  /**
   * Whether these are all documents of an earlier version of the same folder, so that one that is
   * missing was removed; the documents of somebody else hold more than is compared.
   */
  readonly sameFolder: boolean
}

/** The lexicons to compare with cannot be had. */
export class AgainstError extends Error {
  override readonly name = 'AgainstError'
  /** Always `unreadable-lexicons` so far. */
  readonly code = 'unreadable-lexicons'
}
