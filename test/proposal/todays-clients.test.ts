import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import { ComAtprotoSyncSubscribeRepos } from '@atcute/atproto'
import { FirehoseSubscription } from '@atcute/firehose'
import { IdResolver } from '@atproto/identity'
import { Firehose } from '@atproto/sync'
import { Subscription } from '@atproto/xrpc-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'

import { measuredClients } from '../../codegen/proposal/readme/client-table.js'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { isObject, valueAt } from '../lexicons/structure.js'

// What the proposal says of clients in use, measured again.

/** A client, and a user of it that keeps the seq of each message to connect again with. */
interface Run {
  readonly service: string
  readonly cursor: () => number | undefined
  readonly onMessage: (message: unknown) => void
}

const clients: Readonly<Record<string, (run: Run) => void>> = {
  '@atproto/sync': ({ service, cursor, onMessage }) => {
    const firehose = new Firehose({
      service,
      idResolver: new IdResolver({ fetch: async () => new Response(null, { status: 404 }) }),
      unauthenticatedCommits: true,
      unauthenticatedHandles: true,
      getCursor: cursor,
      handleEvent: onMessage,
      onError: () => undefined,
    })
    void firehose.start()
    onTestFinished(() => firehose.destroy())
  },
  '@atproto/xrpc-server': ({ service, cursor, onMessage }) => {
    const controller = new AbortController()
    const subscription = new Subscription({
      service,
      method: stream.nsid,
      signal: controller.signal,
      getParams: () => {
        const seq = cursor()
        return seq === undefined ? {} : { cursor: seq }
      },
      validate: (message) => message,
    })
    onTestFinished(() => controller.abort())
    void consume(subscription, onMessage)
  },
  '@atcute/firehose': ({ service, cursor, onMessage }) => {
    const subscription = new FirehoseSubscription({
      service,
      nsid: ComAtprotoSyncSubscribeRepos.mainSchema,
      params: () => {
        const seq = cursor()
        return seq === undefined ? {} : { cursor: seq }
      },
      validateEvents: false,
    })
    const messages = subscription[Symbol.asyncIterator]()
    onTestFinished(async () => void (await messages.return()))
    void consume({ [Symbol.asyncIterator]: () => messages }, onMessage)
  },
}

async function consume(
  messages: AsyncIterable<unknown>,
  onMessage: (message: unknown) => void,
): Promise<void> {
  try {
    for await (const message of messages) onMessage(message)
  } catch {
    // The end of the test ends the client.
  }
}

const codec = stream.codecs['xrpc.v0.cbor']

function cursorFrame(cursor: number, live: boolean): Uint8Array {
  return codec.encode({
    $type: 'com.atproto.sync.subscribeRepos#cursor',
    cursor,
    highestSeq: cursor,
    live,
  })
}

function eventFrame(seq: number, name = 'alice'): Uint8Array {
  const message: Message = {
    $type: 'com.atproto.sync.subscribeRepos#identity',
    seq,
    did: `did:web:${name}.example`,
    time: '2026-07-04T12:00:00.000Z',
  }
  return codec.encode(message)
}

/** Hands out the connections that clients open, in their order. */
class Connections {
  readonly #open: { readonly request: IncomingMessage; readonly socket: WebSocket }[] = []
  #waiting: (() => void) | undefined
  count = 0

  add(request: IncomingMessage, socket: WebSocket): void {
    this.count++
    this.#open.push({ request, socket })
    this.#waiting?.()
  }

  async next(): Promise<{ readonly request: IncomingMessage; readonly socket: WebSocket }> {
    for (;;) {
      const connection = this.#open.shift()
      if (connection !== undefined) return connection
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }
}

async function listen(): Promise<{ service: string; server: ReturnType<typeof createServer> }> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = isObject(address) ? Number(address['port']) : 0
  return { service: `ws://127.0.0.1:${port}`, server }
}

async function serveConnections(): Promise<{ service: string; connections: Connections }> {
  const { service, server } = await listen()
  const sockets = new WebSocketServer({ server, handleProtocols: () => false })
  const connections = new Connections()
  sockets.on('connection', (socket, request) => connections.add(request, socket))
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  })
  return { service, connections }
}

const record = await measuredClients()

it('the record has every client that is run here, in the version that is installed', () => {
  expect(record.map((client) => [client.package, client.version])).toEqual(
    Object.keys(clients).map((name) => [name, installedVersion(name)]),
  )
})

function installedVersion(name: string): unknown {
  const path = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url))
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return valueAt(manifest, 'version')
}

describe.each(record)('$package', (client) => {
  const start = clients[client.package]
  if (start === undefined) throw new Error(`${client.package} cannot be run`)

  it('goes through #cursor, first and between messages, as recorded', async () => {
    const { service, connections } = await serveConnections()
    let seq: number | undefined
    const types: unknown[] = []
    const seen: number[] = []
    let reached: (() => void) | undefined
    start({
      service,
      cursor: () => seq,
      onMessage: (message) => {
        types.push(valueAt(message, '$type'))
        const number = valueAt(message, 'seq')
        if (typeof number === 'number') seen.push((seq = number))
        if (number === 7) reached?.()
      },
    })

    // An idle host, and a connection that is lost.
    const idle = await connections.next()
    const offers = idle.request.headers['sec-websocket-protocol']
    expect(offers?.split(/, */) ?? []).toEqual(client.offers)
    idle.socket.send(cursorFrame(5, true))
    idle.socket.close(1001)

    const { request, socket } = await connections.next()
    const asked = new URL(request.url ?? '', service).searchParams.get('cursor')
    expect(asked === null || asked === '' ? 'none' : 'told').toBe(client.cursorAfterIdle)
    const last = new Promise<void>((resolve) => {
      reached = resolve
    })
    for (const frame of [
      cursorFrame(5, false),
      eventFrame(6),
      cursorFrame(6, true),
      eventFrame(7),
    ]) {
      socket.send(frame)
    }
    await last
    // No message was missed, and the connection held.
    expect(seen).toEqual([6, 7])
    expect(connections.count).toBe(2)
    expect(socket.readyState).toBe(socket.OPEN)
    const cursors = types.filter((type) => type === 'com.atproto.sync.subscribeRepos#cursor')
    expect(cursors.length > 0 ? 'handed over' : 'dropped').toBe(client.cursorMessages)
  })

  it('makes of a subprotocol that it did not offer what is recorded', async () => {
    // The same handshake by hand without a subprotocol shows that it is the token that is refused.
    expect(await outcomeOf(start, undefined)).toBe('accepted')
    expect(await outcomeOf(start, 'xrpc.v0.cbor')).toBe(client.unofferedSubprotocol)
  })
})

/** Whether a client takes a message after a handshake whose answer has this subprotocol. */
async function outcomeOf(
  start: (run: Run) => void,
  subprotocol: string | undefined,
): Promise<string> {
  const { service, server } = await listen()
  const frame = eventFrame(6, 'a'.repeat(60))
  const outcome = new Promise<string>((resolve) => {
    server.on('upgrade', (request: IncomingMessage, socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
      const selected = subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]
      socket.on('error', () => undefined)
      socket.on('close', () => resolve('refused'))
      socket.on('end', () => socket.destroy())
      socket.resume()
      const head = [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
        ...selected,
      ]
      socket.write(`${head.join('\r\n')}\r\n\r\n`)
      // A binary message whose length takes two bytes.
      socket.write(Buffer.from([0x82, 126, 0, frame.length]))
      socket.write(frame)
    })
    start({ service, cursor: () => undefined, onMessage: () => resolve('accepted') })
  })
  return await outcome
}
