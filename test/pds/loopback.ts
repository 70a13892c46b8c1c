import { once } from 'node:events'
import type { Server } from 'node:http'

/** A server that listens on the loopback interface. */
export interface LoopbackServer {
  /** `127.0.0.1:port` */
  readonly authority: string
  close(): Promise<void>
}

/** Listens on a free port of the loopback interface until it is closed. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return {
    authority: `127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
