import { IncomingMessage, ServerResponse, type Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { Duplex } from 'node:stream'
import type { Refusal } from './refusal.js'

/** What requests are offered to; it says whether it has taken them. */
export interface RequestTaker {
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

/**
 * Offers an HTTP server's requests to `taker`, ahead of every listener that it has or will get.
 *
 * @param refuse answers upgrade requests that nobody takes
 * @returns what gives the server back
 */
export function attachTo(
  server: Server | SecureServer,
  taker: RequestTaker,
  refuse: (request: IncomingMessage, socket: Duplex, refusal: Refusal) => void,
): () => void {
  const emit = server.emit.bind(server)
  const takes = (event: string, [request, second, head]: readonly unknown[]): boolean => {
    if (!(request instanceof IncomingMessage)) return false
    if (event === 'request') {
      return isResponse(second) && taker.handleRequest(request, second)
    }
    return (
      event === 'upgrade' &&
      second instanceof Duplex &&
      head instanceof Buffer &&
      taker.handleUpgrade(request, second, head)
    )
  }
  server.emit = (event: string, ...args: unknown[]) => takes(event, args) || emit(event, ...args)
  // Without a listener Node hands upgrade requests out as plain ones.
  const onUpgrade = (request: IncomingMessage, socket: Duplex) => {
    if (server.listenerCount('upgrade') === 1) refuse(request, socket, noSuchEndpoint)
  }
  server.on('upgrade', onUpgrade)
  return () => {
    server.emit = emit
    server.off('upgrade', onUpgrade)
  }
}

/** HTTP 501 where nobody else listens who might know the endpoint. */
const noSuchEndpoint: Refusal = {
  status: 501,
  error: 'MethodNotImplemented',
  message: 'no WebSocket endpoint of that name',
}

function isResponse(value: unknown): value is ServerResponse {
  return value instanceof ServerResponse
}
