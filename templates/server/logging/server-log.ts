import type { WebSocket } from 'ws'
import type { Subprotocol } from '../../frame/subprotocol.js'
import type { FrameSocket } from '../delivery/frame-socket.js'
import type { DropReason } from '../metrics/drop-reason.js'
import type { Refusal } from '../refusal.js'
import type { LogFields, StreamLogger } from './stream-logger.js'

/** What is said of a subscriber. */
export interface Subscriber {
  readonly stream: string
  readonly address: string | undefined
  readonly subprotocol: Subprotocol
  readonly shard: string
  /** The cursor that it asked for. */
  readonly asked: number | undefined
  /** How far it has got, where that is known. */
  readonly reached: () => number | undefined
}

/** What can fail inside a stream, in the words of the log. */
export type Failure =
  'source failed' | 'handler failed' | 'status failed' | 'stored frame is malformed'

/** Writes what happens in a server to a logger; see `StreamLogger` for the lines. */
export class ServerLog {
  readonly #logger: StreamLogger
  readonly #onError: (error: unknown) => void
  /** What was logged in this turn of the event loop. */
  readonly #errors = new Set<unknown>()

  /** @param onError told of what the logger throws */
  constructor(logger: StreamLogger, onError: (error: unknown) => void) {
    this.#logger = logger
    this.#onError = onError
  }

  /** A handshake was refused, for a stream that there may be. */
  refused(
    { status, error }: Refusal,
    stream: string | undefined,
    address: string | undefined,
  ): void {
    const fields = {
      ...(stream === undefined ? {} : { stream }),
      ...(address === undefined ? {} : { address }),
      status,
      error,
    }
    this.#write(refusalLevel(status), fields, 'handshake refused')
  }

  /** Someone has connected; says so, and says when they are gone. */
  subscribed(subscriber: Subscriber, webSocket: WebSocket, frames: FrameSocket): void {
    const { stream, address, subprotocol, shard, asked, reached } = subscriber
    const who = { stream, ...(address === undefined ? {} : { address }), subprotocol, shard }
    const begin = performance.now()
    webSocket.once('close', (code: number, reason: Buffer) => {
      const { dropReason, sentMessages, sentBytes } = frames
      const fields = {
        ...who,
        ...cursorField(reached()),
        code,
        ...(reason.length === 0 ? {} : { reason: reason.toString() }),
        ...(dropReason === undefined ? {} : { drop: dropReason }),
        messages: sentMessages,
        bytes: sentBytes,
        durationMs: millisecondsSince(begin),
      }
      this.#write(dropLevel(dropReason), fields, 'subscriber gone')
    })
    this.#write('info', { ...who, ...cursorField(asked) }, 'subscriber connected')
  }

  /** Something failed inside a stream. */
  failed(failure: Failure, stream: string, error: unknown, seq?: number): void {
    // Connections that wait for the same thing fail in the same turn.
    if (this.#errors.has(error)) return
    this.#errors.add(error)
    setImmediate(() => this.#errors.clear())
    const fields = { stream, ...(seq === undefined ? {} : { seq }), err: error }
    this.#write('error', fields, failure)
  }

  /**
   * The server begins to close.
   *
   * @returns what says that it has closed
   */
  closing(code: number, connections: number): () => void {
    const begin = performance.now()
    this.#write('info', { code, connections }, 'server closing')
    return () => this.#write('info', { durationMs: millisecondsSince(begin) }, 'server closed')
  }

  #write(level: keyof StreamLogger, fields: LogFields, message: string): void {
    try {
      this.#logger[level](fields, message)
    } catch (error) {
      this.#onError(error)
    }
  }
}

function cursorField(cursor: number | undefined): Pick<LogFields, 'cursor'> {
  return cursor === undefined ? {} : { cursor }
}

function millisecondsSince(begin: number): number {
  return Math.round(performance.now() - begin)
}

function refusalLevel(status: number): keyof StreamLogger {
  if (status === 429 || status === 503) return 'warn'
  if (status === 499) return 'debug'
  return status === 500 ? 'error' : 'info'
}

/** What an operator should look into is a warning; how connections end otherwise is not. */
function dropLevel(reason: DropReason | undefined): keyof StreamLogger {
  switch (reason) {
    case 'consumer-too-slow':
    case 'too-many-incoming':
    case 'source-failed':
      return 'warn'
    default:
      return 'info'
  }
}
