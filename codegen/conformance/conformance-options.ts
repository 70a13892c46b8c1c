import type { StreamAddress } from '../streams/stream-address.js'
import type { Level } from './rules/level.js'

/** How a report is printed. */
export type ReportFormat = 'text' | 'json' | 'junit'

/** What both directions of the suite are told. */
export interface CommonOptions {
  readonly levels: readonly Level[]
  readonly format: ReportFormat
  /** How long each step may take, in milliseconds. */
  readonly timeoutMs: number
}

/** How a server is held to the rules. */
export interface ServerOptions extends CommonOptions {
  readonly address: StreamAddress
  /** The folder of the lexicons; absent for the ones that come with the program. */
  readonly lexicons: string | undefined
  /** The control endpoint of a server that can be prepared. */
  readonly setup: string | undefined
  /** How long an idle stream may take to send a `#cursor`; absent where that is not to be waited for. */
  readonly idleMs: number | undefined
}

/** How a client is held to the rules. */
export interface ClientOptions extends CommonOptions {
  /** The command that starts it, for a shell. */
  readonly command: string
  /** How long it may take to connect again, in milliseconds. */
  readonly reconnectMs: number
}
