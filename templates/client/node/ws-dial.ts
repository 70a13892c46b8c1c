import type { ClientRequest, IncomingMessage } from 'node:http'
import { WebSocket, type RawData } from 'ws'
import type { RefusalReason } from '../../frame/negotiation.js'
import type { Dial, DialEnd, DialEvents } from '../dial.js'
import { parseRetryAfter } from '../retry-after.js'
import { connectDetail } from './connect-detail.js'
import { PeerWatch } from './peer-watch.js'

/** What `ws` can do beyond the platform's own WebSocket. */
export interface WsDialOptions {
  /** Headers of the upgrade request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** How large a frame may be, in bytes; 16 MiB by default. */
  readonly maxFrameBytes?: number
  /**
   * How long the opening handshake may take, and as long again what a refusal says, in milliseconds;
   * 30,000 by default.
   */
  readonly handshakeTimeoutMs?: number
  /**
   * How far pings to the server are apart, in milliseconds; 30,000 by default, 0 for none. A server
   * that leaves one unanswered and sends nothing else until the next one is due is taken for dead, and
   * the connection for lost. While it is held back, since the consumer is slow, it never is.
   */
  readonly pingIntervalMs?: number
  /** Whether to offer permessage-deflate; off by default. */
  readonly perMessageDeflate?: boolean
}

/** How much of the body of a refusal is read, to learn its XRPC error. */
const maxBodyBytes = 8 * 1024

const noAnswer: DialEnd = {
  kind: 'refused',
  reason: 'other',
  detail: 'Opening handshake has timed out',
}

/** How long the server may take to answer that the connection is closed, in milliseconds. */
const closeTimeoutMs = 5000

/** What `ws` closes with where its receiver fails, if it is not 1002. */
const violationCodes: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
])

/**
 * Opens connections with `ws`, and nothing on top of it: reconnecting is the subscription's, which
 * knows what was consumed, and what is needed of a connection is what `ws` itself tells: frames as
 * the bytes that came, text too, a pause, the subprotocol, and the answer of a server that refuses.
 *
 * `@atproto/ws-client` 0.2, which has the same heartbeat and backpressure, tells none of the last
 * three: it does not say which subprotocol was selected, nor with which status and `Retry-After` an
 * upgrade was refused, and text comes as strings. What had come before a connection broke it drops,
 * where here it is consumed first.
 */
export function wsDial(options: WsDialOptions = {}): Dial {
  const { headers, handshakeTimeoutMs = 30_000, pingIntervalMs = 30_000 } = options
  const wsOptions = {
    headers: { ...headers },
    maxPayload: options.maxFrameBytes ?? 16 * 1024 * 1024,
    perMessageDeflate: options.perMessageDeflate ?? false,
    closeTimeout: closeTimeoutMs,
  }
  return ({ url, offers }, events) => {
    const webSocket = new WebSocket(url, [...offers], wsOptions)
    const watch = new PeerWatch(webSocket, pingIntervalMs)
    report(webSocket, events, watch, handshakeTimeoutMs)
    return {
      close: (code, reason) => {
        // A paused socket would never see the peer's half of the closing handshake.
        webSocket.resume()
        webSocket.close(code, reason)
      },
      pause: () => {
        webSocket.pause()
        watch.paused()
      },
      resume: () => webSocket.resume(),
    }
  }
}

function report(
  webSocket: WebSocket,
  events: DialEvents,
  watch: PeerWatch,
  timeoutMs: number,
): void {
  let opened = false
  let refusal: DialEnd | undefined
  /** How an open connection ended, where that is not what its last frame says. */
  let loss: DialEnd | undefined
  const give = (up: DialEnd) => {
    refusal ??= up
    webSocket.terminate()
  }
  // Not `handshakeTimeout` of `ws`, which each byte that comes puts off.
  const timer = setTimeout(() => give(noAnswer), timeoutMs)
  const read = async (response: IncomingMessage) => {
    const limit = setTimeout(() => response.destroy(), timeoutMs)
    const end = await readRefusal(response)
    clearTimeout(limit)
    give(end)
  }
  webSocket.on('upgrade', ({ socket }) => {
    watch.start(socket, () => {
      loss ??= { kind: 'closed', code: 1006, reason: 'silence', silentMs: watch.intervalMs }
      webSocket.terminate()
    })
  })
  webSocket.on('open', () => {
    clearTimeout(timer)
    opened = true
    events.opened(webSocket.protocol)
  })
  webSocket.on('message', (data, binary) => events.received(bytesOf(data), binary))
  webSocket.on('error', (error) => {
    if (opened) loss ??= violationOf(error)
    else refusal ??= { kind: 'refused', reason: reasonOf(error), detail: connectDetail(error) }
  })
  webSocket.on('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
    clearTimeout(timer)
    void read(response)
  })
  webSocket.on('close', (code, reason) => {
    clearTimeout(timer)
    watch.stop()
    if (opened) events.ended(loss ?? { kind: 'closed', code, reason: reason.toString() })
    else events.ended(refusal ?? { kind: 'refused', reason: 'other', detail: 'no connection' })
  })
}

function bytesOf(data: RawData): Uint8Array {
  if (ArrayBuffer.isView(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data)
}

/** `ws` tells its reasons apart by the message alone. */
function reasonOf({ message }: Error): RefusalReason {
  switch (message) {
    case 'Server sent no subprotocol':
      return 'no-subprotocol'
    case 'Server sent an invalid subprotocol':
    case 'Server sent a subprotocol but none was requested':
      return 'wrong-subprotocol'
    default:
      return 'other'
  }
}

/**
 * The end of a connection on which the server broke the WebSocket protocol: with the code that `ws`
 * told the server, which it does not report. Absent for errors of the socket, which are none.
 */
function violationOf(error: Error): DialEnd | undefined {
  if (!('code' in error) || !String(error.code).startsWith('WS_ERR_')) return undefined
  const code = violationCodes.get(String(error.code)) ?? 1002
  return { kind: 'closed', code, reason: error.message }
}

/** What a server says that answers with anything but an upgrade. Never rejects. */
async function readRefusal(response: IncomingMessage): Promise<DialEnd> {
  const status = response.statusCode ?? 0
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'], Date.now())
  return {
    kind: 'refused',
    reason: 'other',
    detail: xrpcError(await readText(response)) ?? response.statusMessage ?? '',
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response) {
      if (!(chunk instanceof Buffer)) break
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBodyBytes) break
    }
  } catch {
    // A body that breaks off says less, and the status says enough.
  }
  return Buffer.concat(chunks).toString()
}

/** `InvalidRequest: cursor: ...` from the XRPC error object; absent where the text is none. */
function xrpcError(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null) return undefined
    const error = 'error' in body && typeof body.error === 'string' ? body.error : undefined
    const message = 'message' in body && typeof body.message === 'string' ? body.message : undefined
    return error === undefined || message === undefined ? error : `${error}: ${message}`
  } catch {
    return undefined
  }
}
