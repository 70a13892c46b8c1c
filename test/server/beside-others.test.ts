import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer, Subscription, type Server as XrpcServer } from '@atproto/xrpc-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { nsid, stream } from './example-stream.js'
import { listen, Peer, publishNotes } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'

/** As much of Express as is needed here; it comes along with `@atproto/xrpc-server`. */
interface ExpressApp {
  (request: unknown, response: unknown): void
  use(handler: unknown): void
  get(
    path: string,
    handler: (request: unknown, response: { send(body: string): void }) => void,
  ): void
  listen(port: number, host: string): Server
}

function expressApp(): ExpressApp {
  const express: unknown = createRequire(import.meta.url)('express')
  if (!isAppFactory(express)) throw new Error('express is not what it was')
  return express()
}

function isAppFactory(value: unknown): value is () => ExpressApp {
  return typeof value === 'function'
}

/** A server of `@atproto/xrpc-server` with a query and a subscription of its own. */
function otherServer(): XrpcServer {
  const xrpc = createServer([
    {
      lexicon: 1,
      id: 'org.example.getPong',
      defs: { main: { type: 'query', output: { encoding: 'application/json' } } },
    },
    {
      lexicon: 1,
      id: 'org.example.subscribeTicks',
      defs: { main: { type: 'subscription', message: { schema: { type: 'union', refs: [] } } } },
    },
  ])
  xrpc.method('org.example.getPong', () => ({
    encoding: 'application/json',
    body: { pong: true },
  }))
  xrpc.streamMethod('org.example.subscribeTicks', async function* () {
    yield { $type: '#tick', n: 1 }
    yield { $type: '#tick', n: 2 }
  })
  return xrpc
}

function mountNotes() {
  const streams = new StreamServer()
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  const log = new MemoryLog()
  streams.mount(stream, { source: log })
  return { streams, publisher: new Publisher(stream, log) }
}

async function portOf(http: Server): Promise<string> {
  if (!http.listening) await once(http, 'listening')
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const address: AddressInfo | string | null = http.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `127.0.0.1:${address.port}`
}

async function ticks(authority: string): Promise<unknown[]> {
  const seen: unknown[] = []
  const subscription = new Subscription({
    service: `ws://${authority}`,
    method: 'org.example.subscribeTicks',
    validate: (message) => message,
  })
  for await (const tick of subscription) if (seen.push(tick) === 2) break
  return seen
}

async function expectOurs(
  authority: string,
  publisher: ReturnType<typeof mountNotes>['publisher'],
) {
  const peer = new Peer(authority)
  expect(await peer.brief()).toBe('cursor 0/0 live')
  await publishNotes(publisher, 1)
  expect(await peer.brief()).toBe('note 1')
  expect((await fetch(`http://${authority}/xrpc/${nsid}`)).status).toBe(426)
  const status = `http://${authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`
  expect(await (await fetch(status)).json()).toMatchObject({ stream: nsid, highestSeq: 1 })
}

describe('beside @atproto/xrpc-server on one HTTP server', () => {
  it('both serve what is theirs', async () => {
    const app = expressApp()
    app.use(otherServer().router)
    const http = app.listen(0, '127.0.0.1')
    const { streams, publisher } = mountNotes()
    streams.attach(http)
    const authority = await portOf(http)
    await expectOurs(authority, publisher)
    const pong = await fetch(`http://${authority}/xrpc/org.example.getPong`)
    expect([pong.status, await pong.json()]).toEqual([200, { pong: true }])
    expect(await ticks(authority)).toEqual([
      { $type: 'org.example.subscribeTicks#tick', n: 1 },
      { $type: 'org.example.subscribeTicks#tick', n: 2 },
    ])
    const unknown = await fetch(`http://${authority}/xrpc/org.example.getNothing`)
    expect([unknown.status, await unknown.json()]).toEqual([
      501,
      { error: 'MethodNotImplemented', message: 'Method Not Implemented' },
    ])
    // Upgrades that neither knows are destroyed, as that server has it.
    const client = await RawClient.connect(authority)
    client.write(rawRequest({ target: '/xrpc/org.example.subscribeNothing' }))
    await client.ended()
  })
})

describe('beside Express', () => {
  it('both serve what is theirs', async () => {
    const app = expressApp()
    app.get('/hello', (_request, response) => response.send('hello'))
    const { streams, publisher } = mountNotes()
    const http = createHttpServer((request, response) => app(request, response))
    streams.attach(http)
    const authority = await listen(http)
    await expectOurs(authority, publisher)
    expect(await (await fetch(`http://${authority}/hello`)).text()).toBe('hello')
    expect((await fetch(`http://${authority}/bye`)).status).toBe(404)
    const other = new WebSocket(`ws://${authority}/chat`)
    const errors: unknown[] = await once(other, 'error')
    expect(errors).toEqual([new Error('Unexpected server response: 501')])
  })

  it('may leave the choice of requests to the program', async () => {
    const app = expressApp()
    app.get('/hello', (_request, response) => response.send('hello'))
    const { streams, publisher } = mountNotes()
    const http = createHttpServer((request, response) => {
      if (!streams.handleRequest(request, response)) app(request, response)
    })
    http.on('upgrade', (request, socket, head) => {
      if (!streams.handleUpgrade(request, socket, head)) socket.destroy()
    })
    const authority = await listen(http)
    await expectOurs(authority, publisher)
    expect(await (await fetch(`http://${authority}/hello`)).text()).toBe('hello')
  })
})
