import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { StreamStatus } from '../stream/status.js'
import type { BufferBudget } from './delivery/buffer-budget.js'
import type { FrameSocket } from './delivery/frame-socket.js'
import type { Turns } from './delivery/turns.js'
import type { Failure, ServerLog } from './logging/server-log.js'
import type { StreamStats } from './metrics/stream-meter.js'

/** Serves an open WebSocket, made from `socket` by a client at `address`, until it closes. */
export type AcceptWebSocket = (
  webSocket: WebSocket,
  socket: Duplex,
  address: string | undefined,
) => FrameSocket

/** Tells of what failed inside a stream; `seq` is the one that it is about, where there is one. */
export type ReportFailure = (failure: Failure, stream: string, error: unknown, seq?: number) => void

/** What a stream takes from the server that it is mounted on. */
export interface MountContext {
  /** The clock, in milliseconds since the UNIX epoch. */
  readonly now: () => number
  readonly report: ReportFailure
  /** Where the server has a logger. */
  readonly log: ServerLog | undefined
  /** Gives connections their turns. */
  readonly turns: Turns
  /** What may wait in all connections. */
  readonly budget: BufferBudget
}

/** A stream of a server, wherever its messages come from. */
export interface Mount {
  readonly nsid: string
  /** The tokens that can be negotiated, the lexicon's default first. */
  readonly subprotocols: readonly Subprotocol[]
  /** How many connections there are. */
  readonly connectionCount: number
  /** Reads a request before the upgrade; throws ParamsError or RefusalError. */
  admit(request: IncomingMessage, signal: AbortSignal): AcceptWebSocket | Promise<AcceptWebSocket>
  /** Finds out who asks for the status, as for the stream itself; throws RefusalError. */
  identify(request: IncomingMessage, signal: AbortSignal): unknown
  /** What `com.atproto.stream.getStatus` answers; undefined where the stream does not tell. */
  status(): Promise<StreamStatus | undefined>
  /** What it has done since it was mounted. */
  stats(): Promise<StreamStats>
  /**
   * Closes all connections behind what is queued for them.
   *
   * @returns a promise for the end of the last one
   */
  close(code: number, reason: string): Promise<void>
  /** Ends what connections are left, at once. */
  terminate(): void
}

/** What an open WebSocket speaks: `''`, nothing negotiated, stands for the lexicon's default. */
export function negotiated(subprotocols: readonly Subprotocol[], token: string): Subprotocol {
  return (
    subprotocols.find((subprotocol) => subprotocol === token) ?? subprotocols[0] ?? 'xrpc.v0.cbor'
  )
}
