import { once } from 'node:events'
import { createServer } from 'node:http'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog, Publisher, StreamServer } from '../../generated/runtime/server/index.js'

/** A relay with a log in memory, on a free port of the loopback interface. */
export interface Relay {
  /** `ws://127.0.0.1:port` */
  readonly host: string
  readonly publisher: Publisher<Message>
  stop(): Promise<void>
}

export async function startRelay(): Promise<Relay> {
  const log = new MemoryLog()
  const streams = new StreamServer()
  streams.mount(stream, { source: log, cursorEvery: 25 })
  const http = createServer()
  streams.attach(http)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    host: `ws://127.0.0.1:${port}`,
    publisher: new Publisher(stream, log),
    stop: async () => {
      await streams.close({ deadlineMs: 500 })
      http.closeAllConnections()
      http.close()
    },
  }
}
