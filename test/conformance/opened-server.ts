import { once } from 'node:events'
import type { Server } from 'node:http'
import type { WebSocketServer } from 'ws'

/**
 * A server on a free port of the loopback interface. Whoever has opened it ends it: of tests that
 * run at a time, a hook that is not of a test's own context would take the wrong one's end.
 */
export interface OpenedServer {
  /** `127.0.0.1:port` */
  readonly authority: string
  readonly end: () => void
}

/** Opens a server, whose connections end with it. */
export async function openServer(
  http: Server,
  webSockets?: WebSocketServer,
): Promise<OpenedServer> {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  return {
    authority: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    end: () => {
      for (const webSocket of webSockets?.clients ?? []) webSocket.terminate()
      http.closeAllConnections()
      http.close()
    },
  }
}
