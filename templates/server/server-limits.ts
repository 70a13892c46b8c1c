import {
  checkNumbers,
  fromOne,
  fromZero,
  oneToMost,
  zeroToMost,
  type NumberRange,
} from './number-range.js'

/**
 * What a server puts up with, over all of its streams; every limit has a safe default. Limits are
 * integers from 1 on where nothing else is said. Infinity means no limit; it cannot be given for
 * `trustedHops`, `maxIncomingBytes` and what is in milliseconds.
 */
export interface ServerLimits {
  /** How many connections there may be, those still shaking hands included, 0 or more; 20,000 by default. */
  readonly maxConnections?: number
  /**
   * How many connections one address may have, 0 or more, 256 by default: an IPv4 address, or the /64 network
   * of an IPv6 address, since that is what one client is given. Behind a proxy set `trustedHops`
   * too, or everyone shares the proxy's address.
   */
  readonly maxConnectionsPerAddress?: number
  /**
   * How many proxies stand in front of the server, each of which appends the address that it was
   * called from to `X-Forwarded-For`. 0 by default: the header is ignored, since anyone can send it.
   */
  readonly trustedHops?: number
  /**
   * How long a handshake may take from the complete request to the upgrade, in milliseconds, which
   * is to say how long `auth` may take; 10,000 by default. How long the request itself may take to
   * arrive is `headersTimeout` of the HTTP server.
   */
  readonly handshakeTimeoutMs?: number
  /** How long a request's target may be, in bytes; 8,192 by default. */
  readonly maxUrlBytes?: number
  /** How long one parameter may be, name and value together, in characters; 2,048 by default. */
  readonly maxParameterLength?: number
  /** How large a client's messages may be, which are ignored; 64 KiB by default. */
  readonly maxIncomingBytes?: number
  /**
   * How many messages, pings and pongs a client may send a second, on the average of ten seconds;
   * 20 by default and 0.1 at least. One that sends more is closed with 1008.
   */
  readonly maxIncomingPerSecond?: number
  /**
   * How many bytes may wait in all connections together, 256 MiB by default. From half of it on each
   * connection has an equal share of the rest.
   */
  readonly maxBufferedBytes?: number
  /**
   * How often connections are pinged, in milliseconds; 30,000 by default. A peer from which nothing
   * was heard when its next ping is due is taken for dead, unless it is slowly taking what had piled
   * up for it. 0 turns this off.
   */
  readonly pingIntervalMs?: number
}

/** The limits that apply where a server is given none. */
export const defaultLimits: Required<ServerLimits> = {
  maxConnections: 20_000,
  maxConnectionsPerAddress: 256,
  trustedHops: 0,
  handshakeTimeoutMs: 10_000,
  maxUrlBytes: 8192,
  maxParameterLength: 2048,
  maxIncomingBytes: 64 * 1024,
  maxIncomingPerSecond: 20,
  maxBufferedBytes: 256 * 1024 * 1024,
  pingIntervalMs: 30_000,
}

const ranges = {
  maxConnections: fromZero,
  maxConnectionsPerAddress: fromZero,
  trustedHops: zeroToMost,
  handshakeTimeoutMs: oneToMost,
  maxUrlBytes: fromOne,
  maxParameterLength: fromOne,
  // To `ws` anything else means no limit.
  maxIncomingBytes: oneToMost,
  // Less would not allow a single message in ten seconds.
  maxIncomingPerSecond: { from: 0.1, to: Infinity, fractions: true },
  maxBufferedBytes: fromOne,
  pingIntervalMs: zeroToMost,
} as const satisfies Record<keyof ServerLimits, NumberRange>

/**
 * The limits of a server; those that are not given are the defaults.
 *
 * @throws RangeError where one is none
 */
export function serverLimits(limits: ServerLimits): Required<ServerLimits> {
  checkNumbers(limits, ranges)
  // Who has no strict types may give `undefined`, which stands for the default as anywhere else.
  return {
    maxConnections: limits.maxConnections ?? defaultLimits.maxConnections,
    maxConnectionsPerAddress:
      limits.maxConnectionsPerAddress ?? defaultLimits.maxConnectionsPerAddress,
    trustedHops: limits.trustedHops ?? defaultLimits.trustedHops,
    handshakeTimeoutMs: limits.handshakeTimeoutMs ?? defaultLimits.handshakeTimeoutMs,
    maxUrlBytes: limits.maxUrlBytes ?? defaultLimits.maxUrlBytes,
    maxParameterLength: limits.maxParameterLength ?? defaultLimits.maxParameterLength,
    maxIncomingBytes: limits.maxIncomingBytes ?? defaultLimits.maxIncomingBytes,
    maxIncomingPerSecond: limits.maxIncomingPerSecond ?? defaultLimits.maxIncomingPerSecond,
    maxBufferedBytes: limits.maxBufferedBytes ?? defaultLimits.maxBufferedBytes,
    pingIntervalMs: limits.pingIntervalMs ?? defaultLimits.pingIntervalMs,
  }
}
