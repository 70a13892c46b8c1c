import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'

import { listen } from '../server/harness.js'

export interface WrongHost {
  /** `ws://127.0.0.1:port` */
  readonly url: string
  /** The targets of all requests, plain ones included, in their order. */
  readonly requests: string[]
}

export interface WrongHostOptions {
  /** What is selected whatever the client offers; nothing by default. */
  readonly select?: string
  /** Answers a request for an upgrade in this way, instead; the text of a whole HTTP response. */
  readonly refuse?: (request: IncomingMessage) => string | undefined
  /** Answers plain requests; 404 by default. */
  readonly answer?: Parameters<typeof createServer>[1]
}

/** A host that speaks WebSocket and otherwise does as it is told. */
export async function startWrongHost(
  serve: (webSocket: WebSocket, request: IncomingMessage) => void,
  options: WrongHostOptions = {},
): Promise<WrongHost> {
  const { select, refuse, answer = (_request, response) => response.writeHead(404).end() } = options
  const http = createServer(answer)
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  if (select !== undefined) {
    // Answers it even to a client that has offered nothing.
    webSockets.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${select}`))
  }
  http.on('upgrade', (request, socket, head) => {
    const refusal = refuse?.(request)
    if (refusal !== undefined) return answerWith(socket, refusal)
    return webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined)
      serve(webSocket, request)
    })
  })
  onTestFinished(() => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
  })
  return await recorded(http)
}

/** A host whose HTTP server does as it is told, upgrades aside: they are what nobody answers. */
export async function startSilentHost(): Promise<WrongHost> {
  const http = createServer(() => undefined)
  http.on('upgrade', (_request, socket) => socket.on('error', () => undefined))
  return await recorded(http)
}

/** A host that answers every request with a page, upgrades too. */
export async function startWebSite(): Promise<WrongHost> {
  const page = '<!doctype html><title>Hello</title>'
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(page)
  })
  http.on('upgrade', (_request, socket) => answerWith(socket, httpResponse('200 OK', [], page)))
  return await recorded(http)
}

/** A host that answers every request for an upgrade in this way; `''` is to hang up. */
export async function startRefusingHost(response: string): Promise<WrongHost> {
  return await startWrongHost(() => undefined, { refuse: () => response })
}

/** The text of an HTTP response, after which the connection ends. */
export function httpResponse(status: string, headers: readonly string[] = [], body = ''): string {
  const all = [...headers, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']
  return `HTTP/1.1 ${status}\r\n${all.map((header) => `${header}\r\n`).join('')}\r\n${body}`
}

function answerWith(socket: Duplex, response: string): void {
  socket.on('error', () => undefined)
  socket.end(response)
}

/** A host that refuses connections, bit by bit and without an end. */
export async function startTricklingHost(): Promise<WrongHost> {
  const http = createServer(() => undefined)
  http.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n')
    const trickle = setInterval(() => socket.write('1\r\nx\r\n'), 20)
    socket.on('error', () => undefined).on('close', () => clearInterval(trickle))
  })
  return await recorded(http)
}

async function recorded(http: Server): Promise<WrongHost> {
  const requests: string[] = []
  http.prependListener('request', ({ method, url }) => requests.push(`${method} ${url}`))
  http.prependListener('upgrade', ({ url }) => requests.push(`upgrade ${url}`))
  return { url: `ws://${await listen(http)}`, requests }
}
