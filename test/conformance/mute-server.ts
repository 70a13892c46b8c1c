import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { openServer, type OpenedServer } from './opened-server.js'

/**
 * A server that says nothing.
 *
 * @param from `the start`: it does not even answer handshakes; `then on`: it opens connections,
 *   sends nothing on them, and answers plain requests with 404
 */
export async function startMute(from: 'the start' | 'then on'): Promise<OpenedServer> {
  const isOpen = from === 'then on'
  const http = createServer((_request, response) => {
    if (isOpen) response.writeHead(404).end()
  })
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  const unanswered = new Set<Duplex>()
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined)
    if (!isOpen) return unanswered.add(socket)
    return webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      webSocket.on('error', () => undefined),
    )
  })
  const { authority, end } = await openServer(http, webSockets)
  return {
    authority,
    end: () => {
      for (const socket of unanswered) socket.destroy()
      end()
    },
  }
}
