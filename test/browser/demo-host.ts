import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog, StreamServer } from '../../generated/runtime/server/index.js'
import { bundlePage, type PageFile } from './bundle-page.js'
import { PacedSource, type Pace } from './paced-source.js'

/** How long consumers may take to receive what is queued when the host goes away. */
const closeDeadlineMs = 500

/** What a started host is made of. */
interface Running {
  readonly http: Server
  readonly streams: StreamServer
}

/**
 * Serves the page and its stream on the loopback interface. It can be stopped and started again:
 * the port stays the same, and so does the log.
 */
export class DemoHost {
  readonly log = new MemoryLog({ seqScheme: 'unix-micros' })
  readonly #files: ReadonlyMap<string, PageFile>
  readonly #pace: Pace
  #running: Running | undefined
  #restarting: Promise<void> | undefined
  #port: number

  private constructor(files: ReadonlyMap<string, PageFile>, port: number, pace: Pace) {
    this.#files = files
    this.#port = port
    this.#pace = pace
  }

  /**
   * @param port the port to listen on, 0 for a free one
   * @param pace how fast the log is read
   */
  static async create(port = 0, pace: Pace = () => undefined): Promise<DemoHost> {
    return new DemoHost(await bundlePage(), port, pace)
  }

  /** The page's address. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  async start(): Promise<void> {
    const streams = new StreamServer()
    const source = new PacedSource(this.log, this.#pace)
    streams.mount(stream, { source, cursorEvery: 100, batchFrames: 64 })
    const http = createServer((request, response) => this.#answer(request, response))
    streams.attach(http)
    http.listen(this.#port, '127.0.0.1')
    await once(http, 'listening')
    const address = http.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#running = { http, streams }
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return
    const { http, streams } = running
    const closed = once(http, 'close')
    http.close()
    await streams.close({ deadlineMs: closeDeadlineMs, code: 1001 })
    http.closeAllConnections()
    await closed
  }

  /** Whoever asks while it is being restarted waits for the same. */
  restart(): Promise<void> {
    this.#restarting ??= this.stop()
      .then(() => this.start())
      .finally(() => {
        this.#restarting = undefined
      })
    return this.#restarting
  }

  #answer({ method, url = '/' }: IncomingMessage, response: ServerResponse): void {
    const file = this.#files.get(url)
    if (url === '/restart' && method === 'POST') {
      response.writeHead(202, { connection: 'close' }).end()
      response.once('close', () => void this.restart())
    } else if (file === undefined || method !== 'GET') {
      response.writeHead(404).end()
    } else {
      response.writeHead(200, { ...pageHeaders, 'content-type': file.type }).end(file.body)
    }
  }
}

/** The page needs nothing from elsewhere, and the browser sees to it that it gets nothing. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
  'cache-control': 'no-store',
}
