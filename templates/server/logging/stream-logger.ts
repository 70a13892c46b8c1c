import type { Subprotocol } from '../../frame/subprotocol.js'
import type { DropReason } from '../metrics/drop-reason.js'

/** What a log line says besides its message; what is not known, or makes no sense, is absent. */
export interface LogFields {
  /** The NSID of the stream. */
  readonly stream?: string
  /** Whom the connection is from; behind proxies what `trustedHops` makes of it. */
  readonly address?: string
  readonly subprotocol?: Subprotocol
  /** `0/4` for the first of four shards, `all` for the whole stream, `filtered` for anything else. */
  readonly shard?: string
  /** Where a subscriber asked to start; once it is gone, up to where it was sent everything. */
  readonly cursor?: number
  /** The WebSocket close code that a connection ended with, 1006 where there was no close frame. */
  readonly code?: number
  /** The reason in the client's close frame, at most 123 bytes that the client may have chosen. */
  readonly reason?: string
  /** Why the server ended the connection. */
  readonly drop?: DropReason
  /** How many messages were sent on the connection, those about the connection included. */
  readonly messages?: number
  /** How many bytes they were on the wire, compression aside. */
  readonly bytes?: number
  /** How long the connection lasted, or the server took to close, in milliseconds. */
  readonly durationMs?: number
  /** The HTTP status that a handshake was refused with. */
  readonly status?: number
  /** The XRPC error name that it was refused with. */
  readonly error?: string
  /** How many connections there were. */
  readonly connections?: number
  /** The seq of the stored frame that is none. */
  readonly seq?: number
  /** What was thrown. */
  readonly err?: unknown
}

/**
 * What the server's log lines go to: a pino logger as it is, or anything with the same methods.
 *
 * | message                     | level | fields                                             |
 * |-----------------------------|-------|----------------------------------------------------|
 * | `subscriber connected`      | info  | `stream`, `address`, `subprotocol`, `shard`, `cursor` |
 * | `subscriber gone`           | info  | the same, `code`, `reason`, `drop`, `messages`, `bytes`, `durationMs` |
 * | `handshake refused`         | info  | `stream`, `address`, `status`, `error`             |
 * | `source failed`             | error | `stream`, `err`                                    |
 * | `handler failed`            | error | `stream`, `err`                                    |
 * | `status failed`             | error | `stream`, `err`                                    |
 * | `stored frame is malformed` | error | `stream`, `seq`, `err`                             |
 * | `server closing`            | info  | `code`, `connections`                              |
 * | `server closed`             | info  | `durationMs`                                       |
 *
 * A subscriber is gone at `warn` where the server ended it as `consumer-too-slow`,
 * `too-many-incoming` or `source-failed`. A handshake is refused at `warn` with 429 and 503, at
 * `error` with 500, and at `debug` where the client was gone before it could be told (499). An error
 * that ends several connections at once is logged once.
 *
 * No line says anything of a request's headers or target, nor of what `auth` answered. What `auth`
 * or `filter` throws may quote them: that goes to `onError` alone.
 *
 * What a method throws goes to `onError`; nothing else comes of it.
 */
export interface StreamLogger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}
