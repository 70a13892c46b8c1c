import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { LexiconDoc } from '@atproto/lexicon'
import { schemas } from '@atproto/api'
import { createServer, InvalidRequestError, MessageFrame } from '@atproto/xrpc-server'
import { nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { openServer } from './opened-server.js'

interface Stored {
  readonly seq: number
  readonly type: string
  readonly body: Readonly<Record<string, string | number | boolean>>
}

/** A stream as servers of today have it: a list, a window, and whoever waits for more. */
class BareStream {
  messages: Stored[] = []
  retain = Infinity
  highest = 0
  #wake: (() => void)[] = []

  reset(retain: number): void {
    this.messages = []
    this.retain = retain
    this.highest = 0
  }

  publish(message: unknown): number {
    const seq = ++this.highest
    const body: Record<string, string | number | boolean> = {}
    for (const [name, value] of Object.entries(message ?? {})) {
      if (isPlain(value)) body[name] = value
    }
    const { $type = '', ...fields } = body
    this.messages.push({ seq, type: String($type).slice(nsid.length), body: { ...fields, seq } })
    if (this.messages.length > this.retain) this.messages.shift()
    for (const wake of this.#wake.splice(0)) wake()
    return seq
  }

  async *after(cursor: number, signal: AbortSignal): AsyncGenerator<Stored> {
    let last = cursor
    while (!signal.aborted) {
      const next = this.messages.find(({ seq }) => seq > last)
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake.push(resolve)
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      } else {
        last = next.seq
        yield next
      }
    }
  }
}

/**
 * `@atproto/xrpc-server` alone, with the stream of repositories as its documentation shows, and a
 * control endpoint beside it.
 */
export async function startBareServer(): Promise<{
  readonly host: string
  readonly control: string
  readonly end: () => void
}> {
  const stream = new BareStream()
  const document = schemas.find(({ id }) => id === nsid)
  const lexicons: LexiconDoc[] = document === undefined ? [] : [document]
  const xrpc = createServer(lexicons)
  xrpc.streamMethod(nsid, async function* ({ params, signal }) {
    const { cursor } = params
    const after = typeof cursor === 'number' ? cursor : stream.highest
    if (after > stream.highest) {
      throw new InvalidRequestError('Cursor in the future.', 'FutureCursor')
    }
    const oldest = stream.messages[0]?.seq ?? 1
    if (after > 0 && after < oldest - 1) {
      yield new MessageFrame({ name: 'OutdatedCursor' }, { type: '#info' })
    }
    for await (const { type, body } of stream.after(after, signal)) {
      yield new MessageFrame(body, { type })
    }
  })
  const http = createHttpServer((request, response) => {
    if (request.url === '/control') void control(stream, request, response)
    else response.writeHead(404).end()
  })
  // What `listen` of its express application does, which would listen on every interface.
  http.on('upgrade', (request, socket, head) => {
    const webSockets = xrpc.subscriptions.get(nsid)?.wss
    if (webSockets === undefined) return socket.destroy()
    return webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      webSockets.emit('connection', webSocket, request),
    )
  })
  const { authority, end } = await openServer(http, xrpc.subscriptions.get(nsid)?.wss)
  return { host: `ws://${authority}`, control: `http://${authority}/control`, end }
}

async function control(
  stream: BareStream,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
  const reset = at(body, 'reset')
  const publish = at(body, 'publish')
  if (at(reset, 'seqScheme') === 'unix-micros') {
    response.writeHead(501).end('{"error":"MethodNotImplemented"}')
    return
  }
  if (reset !== undefined) stream.reset(Number(at(reset, 'retain') ?? Infinity))
  const messages = Array.isArray(publish) ? publish : []
  const seqs = messages.map((message: unknown) => stream.publish(message))
  response.writeHead(200).end(JSON.stringify({ seqs }))
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function at(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined
}
