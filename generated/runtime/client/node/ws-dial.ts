import type { ClientRequest, IncomingMessage } from 'node:http'
import { WebSocket, type RawData } from 'ws'
import type { RefusalReason } from '../../frame/negotiation.js'
import type { Dial, DialEnd, DialEvents } from '../dial.js'
import { parseRetryAfter } from '../retry-after.js'

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
  /** Whether to offer permessage-deflate; off by default. */
  readonly perMessageDeflate?: boolean
}

/** How much of the body of a refusal is read, to learn its XRPC error. */
const maxBodyBytes = 8 * 1024

/** What `ws` closes with where its receiver fails, if it is not 1002. */
const violationCodes: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
])

/** Opens connections with `ws`. */
export function wsDial(options: WsDialOptions = {}): Dial {
  const { handshakeTimeoutMs = 30_000 } = options
  return ({ url, offers }, events) => {
    const webSocket = new WebSocket(url, [...offers], {
      headers: { ...options.headers },
      maxPayload: options.maxFrameBytes ?? 16 * 1024 * 1024,
      handshakeTimeout: handshakeTimeoutMs,
      perMessageDeflate: options.perMessageDeflate ?? false,
    })
    report(webSocket, events, handshakeTimeoutMs)
    return {
      close: (code, reason) => {
        // A paused socket would never see the peer's half of the closing handshake.
        webSocket.resume()
        webSocket.close(code, reason)
      },
      pause: () => webSocket.pause(),
      resume: () => webSocket.resume(),
    }
  }
}

function report(webSocket: WebSocket, events: DialEvents, timeoutMs: number): void {
  let opened = false
  let refusal: DialEnd | undefined
  let violation: DialEnd | undefined
  const read = async (response: IncomingMessage) => {
    const timer = setTimeout(() => response.destroy(), timeoutMs)
    const end = await readRefusal(response)
    clearTimeout(timer)
    refusal ??= end
    webSocket.terminate()
  }
  webSocket.on('open', () => {
    opened = true
    events.opened(webSocket.protocol)
  })
  webSocket.on('message', (data, binary) => events.received(bytesOf(data), binary))
  webSocket.on('error', (error) => {
    if (opened) violation ??= violationOf(error)
    else refusal ??= { kind: 'refused', reason: reasonOf(error), detail: detailOf(error) }
  })
  webSocket.on('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
    void read(response)
  })
  webSocket.on('close', (code, reason) => {
    if (opened) events.ended(violation ?? { kind: 'closed', code, reason: reason.toString() })
    else events.ended(refusal ?? { kind: 'refused', reason: 'other', detail: 'no connection' })
  })
}

function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  return Array.isArray(data) ? Buffer.concat(data) : data
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

/** Where several addresses were tried the message is empty, and the code says what there is to say. */
function detailOf(error: Error): string {
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
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
