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

/** Where lexicons to compare with are: what `--against` says. */
export type Against =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'revision'; readonly revision: string }

/** Reads `FOLDER`, `npm:PACKAGE` or `git:REVISION`; absent where it is none of these. */
export function parseAgainst(text: string): Against | undefined {
  const [, scheme, rest = text] = /^(npm|git):(.*)$/s.exec(text) ?? []
  if (rest === '') return undefined
  if (scheme === 'npm') return { kind: 'package', name: rest }
  if (scheme === 'git') return { kind: 'revision', revision: rest }
  return { kind: 'folder', folder: rest }
}

/** The lexicons to compare with cannot be had. The message has a line for each reason. */
export class AgainstError extends Error {
  override readonly name = 'AgainstError'
  /** Always `unreadable-lexicons` so far. */
  readonly code = 'unreadable-lexicons'
}
