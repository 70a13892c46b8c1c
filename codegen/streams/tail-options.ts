import type { Shard } from '../../templates/stream/shard.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import type { StreamAddress } from './stream-address.js'

/** Where a tail begins. */
export type TailStart =
  | { readonly kind: 'now' }
  /** Strictly behind this seq; 0 is everything that the host retains. */
  | { readonly kind: 'cursor'; readonly cursor: number }
  /** So many milliseconds ago; `text` is how that was said. */
  | { readonly kind: 'since'; readonly agoMs: number; readonly text: string }

/** What `lexstream tail` is to do. */
export interface TailOptions {
  readonly address: StreamAddress
  readonly start: TailStart
  readonly shard: Shard | undefined
  /** The wire formats to ask for, most wanted first; none gets the stream's default. */
  readonly subprotocols: readonly Subprotocol[]
  readonly json: boolean
  /** Which fields to show, of messages that have one of them; absent for all. */
  readonly fields: readonly string[] | undefined
  /** Which messages to show, as `commit`, `#commit` or by their full type; none for all. */
  readonly types: readonly string[]
  /** Ends it after so many lines. */
  readonly count: number | undefined
  /** Ends it when the host says that the stream is live. */
  readonly untilLive: boolean
  /** The folder of the lexicons; absent for the ones that come with the program. */
  readonly lexicons: string | undefined
  /** Validates messages against the lexicon. */
  readonly check: boolean
  /** How long the host may take over a handshake and over its first answer, in milliseconds. */
  readonly timeoutMs: number
  /** How many connections in a row may bring nothing before it gives up. */
  readonly retries: number
}
