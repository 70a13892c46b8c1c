import type { Json } from '../encode/json.js'
import type { Parts } from '../encode/parts.js'

/** A value of the data model by itself, and how it is written. */
export interface ValueCase {
  readonly id: string
  readonly description: string
  /** Absent where it is told by `cbor` and `json` alone, being too long to be written out. */
  readonly value?: Json
  /** The only DRISL form, as hexadecimal digits. */
  readonly cbor: Parts
  /** The JSON form without white space. */
  readonly json: Parts
  /** Other JSON texts that a reader takes for the same value. */
  readonly alsoJson?: readonly Parts[]
}
