import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

import type { Contender } from './contender.js'
import { listening } from './listening.js'

/** The least that serves a stream: ready bytes, sent to each client of a `WebSocketServer`. */
export async function bareWs(): Promise<Contender> {
  const http = createServer()
  const webSockets = new WebSocketServer({ server: http })
  webSockets.on('connection', (webSocket) => {
    // What any server listens to, in one function for all of them.
    webSocket.on('message', ignore)
    webSocket.on('close', ignore)
    webSocket.on('error', ignore)
  })
  const port = await listening(http)
  let prepared: readonly Buffer[] = []
  return {
    port,
    subscriberCount: () => webSockets.clients.size,
    prepare: (frames) => {
      prepared = frames
    },
    publish: (index) => {
      const frame = prepared[index]
      if (frame === undefined) throw new RangeError(`nothing is prepared at ${index}`)
      for (const client of webSockets.clients) client.send(frame)
    },
  }
}

function ignore(): void {
  // Streams go one way, and `ws` closes by itself what is broken.
}
