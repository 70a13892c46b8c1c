import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { WebSocketServer, type WebSocket } from 'ws'

import { parseOffers } from '../../../templates/frame/negotiation.js'

/** A client that wants a connection. */
export interface Knock {
  /** The parameter; undefined where there is none. */
  readonly cursor: string | undefined
  readonly offers: readonly string[]
  /** Lets it in, with this token or, as null, without one. */
  accept(selects: string | null): Promise<WebSocket>
}

/** A server on a free port of the loopback interface, on which somebody plays by hand. */
export class PlayedServer {
  readonly #http = createServer((_request, response) => {
    const error = { error: 'MethodNotImplemented', message: 'there is nothing but the stream' }
    response.writeHead(501, { 'Content-Type': 'application/json' }).end(JSON.stringify(error))
  })
  readonly #webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  readonly #sockets = new Set<Duplex>()
  readonly #knocks: Knock[] = []
  readonly #onKnock: () => void
  #selects: string | null = null

  /** @param onKnock told whenever there is a further one */
  constructor(onKnock: () => void) {
    this.#onKnock = onKnock
    // Answers it even where it was not offered.
    this.#webSockets.on('headers', (headers) => {
      if (this.#selects !== null) headers.push(`Sec-WebSocket-Protocol: ${this.#selects}`)
    })
    this.#http.on('upgrade', (request, socket, head) => this.#knocked(request, socket, head))
  }

  /** @returns `ws://127.0.0.1:port` */
  async start(): Promise<string> {
    this.#http.listen(0, '127.0.0.1')
    await once(this.#http, 'listening')
    const address = this.#http.address()
    return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  }

  /** The next client that wants a connection, if there is one. */
  takeKnock(): Knock | undefined {
    return this.#knocks.shift()
  }

  get hasKnock(): boolean {
    return this.#knocks.length > 0
  }

  /** Ends all connections, and the server. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#http.closeAllConnections()
    await new Promise<void>((resolve) => this.#http.close(() => resolve()))
  }

  #knocked(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket))
    const query = new URL(request.url ?? '/', 'http://client').searchParams
    this.#knocks.push({
      cursor: query.get('cursor') ?? undefined,
      offers: parseOffers(request.headers['sec-websocket-protocol']),
      accept: (selects) =>
        new Promise((resolve) => {
          this.#selects = selects
          this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
            webSocket.on('error', () => undefined)
            resolve(webSocket)
          })
        }),
    })
    this.#onKnock()
  }
}
