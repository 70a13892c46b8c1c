import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { anyCodecs } from '../../codegen/streams/any-codecs.js'
import { comparable } from '../../codegen/conformance/server/seen-talk.js'
import type { Json, JsonObject } from '../../codegen/proposal/vectors/encode/json.js'
import { asJson } from '../../codegen/proposal/vectors/transcripts/as-json.js'
import { frameOf, nsid, sendError } from '../../codegen/proposal/vectors/transcripts/script.js'
import type { SendStep } from '../../codegen/proposal/vectors/transcripts/transcript.js'
import { parseOffers } from '../../templates/frame/negotiation.js'
import { isSubprotocol, type Subprotocol } from '../../templates/frame/subprotocol.js'
import type { Relay } from '../demo/relay.js'
import { openServer } from './opened-server.js'

/** What a frame stands for, on its way from the correct server to the client. */
export type Item =
  | { readonly message: JsonObject }
  | { readonly error: string; readonly text: string }
  /** Something else, as it is. */
  | { readonly frame: SendStep['frame'] }

/** A connection of the client. */
export interface MutantConnection {
  readonly query: URLSearchParams
  /** The cursor that the client asked for, before it was changed. */
  readonly asked: string | null
  /** What has been sent so far. */
  readonly sent: readonly Item[]
  /** The token that the client was answered. */
  readonly selected: string | undefined
}

/** What is wrong with a server that is correct otherwise. */
export interface Mutation {
  /** How many connections are let in; those after them get 429. */
  readonly limit?: number
  /** Changes the parameters; a text is the error with which the request is refused. */
  readonly ask?: (query: URLSearchParams) => string | undefined
  /** What the client is answered of its offers; `selected` is right. */
  readonly select?: (selected: string | undefined, offers: readonly string[]) => string | undefined
  /** In which encoding frames are sent, where not in what was selected. */
  readonly speak?: Subprotocol
  /** What is sent in the place of a frame. */
  readonly send?: (item: Item, connection: MutantConnection) => readonly Item[]
  /** With which code the connection is closed in the place of the right one; null not at all. */
  readonly close?: (code: number) => number | null
  /** What happens at once on a connection. */
  readonly opened?: (webSocket: WebSocket, connection: MutantConnection) => void
  /** Answers a plain request: status and body, instead of these. */
  readonly answer?: (
    path: string,
    method: string,
    status: number,
    body: Json,
  ) => readonly [number, Json]
}

const codecs = anyCodecs(nsid)

/** Puts a mutation between a correct server and whoever asks; `host` is `ws://127.0.0.1:port`. */
export async function startMutant(
  relay: Relay,
  mutation: Mutation,
): Promise<{ readonly host: string; readonly end: () => void }> {
  const origin = relay.host.replace(/^ws/, 'http')
  const http = createServer((request, response) => {
    const { method = 'GET', url = '/' } = request
    const send = async () => {
      const body = await bodyOf(request)
      const init = body === '' ? { method } : { method, body }
      const answered = await fetch(`${origin}${url}`, init)
      const text = await answered.text()
      const value: unknown = text === '' ? null : JSON.parse(text)
      const right = [answered.status, asJson(value)] as const
      const [status, answer] = mutation.answer?.(url, method, ...right) ?? right
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    }
    void send()
  })
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  let selects: string | undefined
  webSockets.on('headers', (headers) => {
    if (selects !== undefined) headers.push(`Sec-WebSocket-Protocol: ${selects}`)
  })
  let connections = 0
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined)
    connections += 1
    if (connections > (mutation.limit ?? Infinity))
      return refuse(socket, 429, limited, [retryAfter])
    const url = new URL(request.url ?? '/', origin)
    const asked = url.searchParams.get('cursor')
    const refused = mutation.ask?.(url.searchParams)
    if (refused !== undefined) return refuse(socket, 400, { error: refused, message: '' })
    const offers = parseOffers(request.headers['sec-websocket-protocol'])
    const upstream = new WebSocket(url.href.replace(/^http/, 'ws'), [], {
      headers: offers.length === 0 ? {} : { 'Sec-WebSocket-Protocol': offers.join(', ') },
    })
    let right: string | undefined
    const waiting: [RawData, boolean][] = []
    let take = (data: RawData, binary: boolean) => void waiting.push([data, binary])
    upstream.on('error', () => undefined)
    upstream.on('upgrade', ({ headers }) => {
      right = headers['sec-websocket-protocol']
      delete headers['sec-websocket-protocol']
    })
    upstream.on('message', (data, binary) => take(data, binary))
    upstream.on('unexpected-response', (_request, answer) => {
      void bodyOf(answer).then((text) =>
        refuse(socket, answer.statusCode ?? 500, asJson(JSON.parse(text))),
      )
    })
    upstream.on('open', () => {
      selects = mutation.select === undefined ? right : mutation.select(right, offers)
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const sent: Item[] = []
        const connection = { query: url.searchParams, asked, sent, selected: selects }
        const heard = right !== undefined && isSubprotocol(right) ? right : 'xrpc.v0.cbor'
        const isKnown = selects !== undefined && isSubprotocol(selects)
        const spoken = mutation.speak ?? (isKnown ? selects : 'xrpc.v0.cbor')
        webSocket.on('error', () => undefined)
        webSocket.on('close', () => upstream.close())
        webSocket.on('message', (data, binary) => upstream.send(data, { binary }))
        upstream.on('close', (code) => {
          const changed = mutation.close === undefined ? code : mutation.close(code)
          if (changed !== null) webSocket.close(changed === 1006 ? 1011 : changed)
        })
        mutation.opened?.(webSocket, connection)
        take = (data) => {
          const item = itemOf(data, heard)
          for (const out of mutation.send?.(item, connection) ?? [item]) {
            sent.push(out)
            sendItem(
              webSocket,
              spoken === undefined || !isSubprotocol(spoken) ? 'xrpc.v0.cbor' : spoken,
              out,
            )
          }
        }
        for (const [data, binary] of waiting) take(data, binary)
      })
    })
  })
  const { authority, end } = await openServer(http, webSockets)
  return { host: `ws://${authority}`, end }
}

function itemOf(data: RawData, encoding: Subprotocol): Item {
  if (!(data instanceof Buffer)) throw new Error('expected a buffer')
  const decoded = codecs[encoding].decode(data)
  if (decoded.kind === 'error') return { error: decoded.error, text: decoded.message ?? '' }
  if (decoded.kind !== 'message') throw new Error('the correct server sends something unknown')
  const value = asJson(comparable(decoded.message))
  if (typeof value !== 'object' || value === null || !('$type' in value))
    throw new Error('no object')
  return { message: value }
}

function sendItem(webSocket: WebSocket, encoding: Subprotocol, item: Item): void {
  const frame =
    'frame' in item
      ? item.frame
      : 'message' in item
        ? frameOf(encoding, item.message)
        : sendError(encoding, item.error, item.text).frame
  webSocket.send('text' in frame ? frame.text : Buffer.from(frame.binary, 'hex'))
}

const limited = { error: 'RateLimitExceeded', message: 'too many connections' }
const retryAfter = 'Retry-After: 30'

function refuse(socket: Duplex, status: number, body: Json, headers: readonly string[] = []): void {
  const text = JSON.stringify(body)
  const all = [
    ...headers,
    'Content-Type: application/json',
    `Content-Length: ${text.length}`,
    'Connection: close',
  ]
  socket.end(`HTTP/1.1 ${status} No\r\n${all.join('\r\n')}\r\n\r\n${text}`)
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) if (chunk instanceof Buffer) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
