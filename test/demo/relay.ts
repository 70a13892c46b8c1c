import { once } from 'node:events'
import { createServer } from 'node:http'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import {
  MemoryLog,
  Publisher,
  StreamServer,
  type MemoryLogOptions,
} from '../../generated/runtime/server/index.js'
import { answerControl } from './control.js'

/** A relay with a log in memory, on a free port of the loopback interface. */
export interface Relay {
  /** `ws://127.0.0.1:port` */
  readonly host: string
  /** Where `lexstream conformance --setup` may prepare it. */
  readonly control: string
  readonly publisher: Publisher<Message>
  stop(): Promise<void>
}

/** Where the stream is served, from when it was started afresh. */
interface Serving {
  readonly log: MemoryLog
  readonly publisher: Publisher<Message>
  end(): Promise<void>
}

export async function startRelay(): Promise<Relay> {
  const http = createServer((request, response) => {
    if (request.url === '/control') void answerControl(request, response, { restart, current })
    else response.writeHead(404).end()
  })
  let serving = serve({}, undefined)
  const current = () => serving
  const restart = async (log: MemoryLogOptions, cursorIntervalMs: number | undefined) => {
    await serving.end()
    serving = serve(log, cursorIntervalMs)
  }

  function serve(options: MemoryLogOptions, cursorIntervalMs: number | undefined): Serving {
    const log = new MemoryLog(options)
    const streams = new StreamServer()
    const interval = cursorIntervalMs === undefined ? {} : { cursorIntervalMs }
    streams.mount(stream, { source: log, cursorEvery: 25, ...interval })
    const detach = streams.attach(http)
    return {
      log,
      publisher: new Publisher(stream, log),
      end: async () => {
        detach()
        await streams.close({ deadlineMs: 500 })
      },
    }
  }

  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    host: `ws://127.0.0.1:${port}`,
    control: `http://127.0.0.1:${port}/control`,
    get publisher() {
      return serving.publisher
    },
    stop: async () => {
      await serving.end()
      http.closeAllConnections()
      http.close()
    },
  }
}
