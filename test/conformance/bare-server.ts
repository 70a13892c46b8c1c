import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { schemas } from '@atproto/api'
import { l } from '@atproto/lex'
import { createServer, InvalidRequestError } from '@atproto/xrpc-server'
import { nsid } from '../../codegen/proposal/vectors/transcripts/script.js'
import { openServer } from './opened-server.js'

const account = { seq: l.integer(), did: l.string({ format: 'did' }), time: l.string() }

/** The messages of the stream that the suite publishes, and `#info`. */
const anyMessage = l.typedUnion(
  [
    l.typedRef(() => l.typedObject(nsid, 'identity', l.object(account))),
    l.typedRef(() => l.typedObject(nsid, 'account', l.object({ ...account, active: l.boolean() }))),
    l.typedRef(() => l.typedObject(nsid, 'info', l.object({ name: l.string() }))),
  ],
  false,
)

const subscribeRepos = l.subscription(
  nsid,
  l.params({ cursor: l.optional(l.integer()) }),
  anyMessage,
  ['FutureCursor', 'ConsumerTooSlow'],
)

type BareMessage = l.Infer<typeof anyMessage>

interface Stored {
  readonly seq: number
  readonly message: BareMessage
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

  publish(value: unknown): number {
    const seq = ++this.highest
    const fields = typeof value === 'object' ? value : {}
    this.messages.push({ seq, message: anyMessage.parse({ ...fields, seq }) })
    if (this.messages.length > this.retain) this.messages.shift()
    for (const wake of this.#wake.splice(0)) wake()
    return seq
  }

  /** What a connection gets, as the handler of a server gives it. */
  async *serve(cursor: number | undefined, signal: AbortSignal): AsyncGenerator<BareMessage> {
    const after = cursor ?? this.highest
    if (after > this.highest) {
      throw new InvalidRequestError('Cursor in the future.', 'FutureCursor')
    }
    const oldest = this.messages[0]?.seq ?? 1
    if (after > 0 && after < oldest - 1) yield { $type: `${nsid}#info`, name: 'OutdatedCursor' }
    yield* this.#after(after, signal)
  }

  async *#after(cursor: number, signal: AbortSignal): AsyncGenerator<BareMessage> {
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
        yield next.message
      }
    }
  }
}

/**
 * `@atproto/xrpc-server` alone, with the stream of repositories as its documentation shows, and a
 * control endpoint beside it.
 *
 * @param lexicon how it is told of the stream: by schemas of `@atproto/lex`, or by lexicon documents
 */
export async function startBareServer(lexicon: 'schemas' | 'documents'): Promise<{
  readonly host: string
  readonly control: string
  readonly end: () => void
}> {
  const stream = new BareStream()
  const xrpc = createServer()
  if (lexicon === 'schemas') {
    xrpc.add(subscribeRepos, ({ params, signal }) => stream.serve(params.cursor, signal))
  } else {
    xrpc.addLexicons(schemas.filter(({ id }) => id === nsid))
    xrpc.streamMethod(nsid, ({ params, signal }) => {
      const { cursor } = params
      return stream.serve(typeof cursor === 'number' ? cursor : undefined, signal)
    })
  }
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

function at(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined
}
