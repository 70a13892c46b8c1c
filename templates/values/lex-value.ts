import type { Cid } from './cid-link.js'

/**
 * Any value of the AT Protocol data model, for what a lexicon leaves open (`unknown`, members of
 * open unions): numbers are integers within ±(2^53-1), byte strings `Uint8Array`, links CIDs.
 */
export type LexValue =
  null | boolean | number | string | Uint8Array | Cid | readonly LexValue[] | LexMap

/** An object of the data model. */
export interface LexMap {
  readonly [key: string]: LexValue | undefined
}

/** How deep arrays and objects may be nested in what is read and written. */
export const MAX_DEPTH = 128
