import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { ConnectError, DisconnectError } from '../../templates/client/subscribe-error.js'
import { subscribe as subscribeByWs } from '../../templates/client/node/subscribe.js'
import type { NodeSubscribeOptions } from '../../templates/client/node/subscribe.js'
import { subscribe as subscribeByPlatform } from '../../templates/client/subscribe.js'
import type { Subscription } from '../../templates/client/subscription.js'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { noteFrame, stream, type Message, type Params } from '../server/example-stream.js'
import { brief, listen, publishNotes, startHost } from '../server/harness.js'

const backoff = { minMs: 1, maxMs: 5 }

async function briefs(subscription: Subscription<Message>, count: number): Promise<string[]> {
  const lines: string[] = []
  while (lines.length < count) {
    const { value } = await subscription.next()
    lines.push(value === undefined ? 'the end' : brief(value))
  }
  return lines
}

/** A server that knows nothing of subprotocols, like those of today. */
async function startOldServer(
  serve: (webSocket: WebSocket) => void,
): Promise<{ authority: string; offers: (string | undefined)[] }> {
  const http = createServer()
  const server = new WebSocketServer({ server: http, handleProtocols: () => false })
  const offers: (string | undefined)[] = []
  server.on('connection', (webSocket, request) => {
    offers.push(request.headers['sec-websocket-protocol'])
    serve(webSocket)
  })
  onTestFinished(() => {
    for (const webSocket of server.clients) webSocket.terminate()
  })
  return { authority: await listen(http), offers }
}

describe.each([
  { name: 'the platform', subscribe: subscribeByPlatform<Params, Message>, invalidData: 4007 },
  { name: 'ws', subscribe: subscribeByWs<Params, Message>, invalidData: 1007 },
])('a client by the WebSocket of $name', ({ subscribe, invalidData }) => {
  const open = (authority: string, options: NodeSubscribeOptions<Params> = {}) => {
    const subscription = subscribe(stream, { host: `ws://${authority}`, backoff, ...options })
    onTestFinished(() => void subscription.return())
    return subscription
  }

  it.each(subprotocols)('replays and follows a stream in %s', async (subprotocol) => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 2)
    const subscription = open(authority, { cursor: 0, subprotocols: [subprotocol] })
    expect(await briefs(subscription, 4)).toEqual([
      'cursor 0/2 replay',
      'note 1',
      'note 2',
      'cursor 2/2 live',
    ])
    expect(subscription).toMatchObject({ live: true, cursor: 2, subprotocol })
    await publishNotes(publisher, 1)
    expect(await briefs(subscription, 1)).toEqual(['note 3'])
  })

  it('falls back to the default against a server that answers no token', async () => {
    const { authority, offers } = await startOldServer((webSocket) => webSocket.send(noteFrame(1)))
    const subscription = open(authority, { subprotocols: ['xrpc.v1.json', 'xrpc.v1.cbor'] })
    expect(await briefs(subscription, 1)).toEqual(['note 1'])
    expect(subscription).toMatchObject({
      live: undefined,
      cursor: 1,
      subprotocol: 'xrpc.v0.cbor',
    })
    expect(offers.map((header) => header?.replace(' ', ''))).toEqual([
      'xrpc.v1.json,xrpc.v1.cbor',
      undefined,
    ])
  })

  it('survives a server that goes away and comes back', async () => {
    const log = new MemoryLog()
    const first = await startHost({ log })
    const port = Number(first.authority.split(':')[1])
    const subscription = open(first.authority)
    expect(await briefs(subscription, 1)).toEqual(['cursor 0/0 live'])
    await publishNotes(first.publisher, 2)
    expect(await briefs(subscription, 2)).toEqual(['note 1', 'note 2'])
    await first.streams.close()
    first.http.closeAllConnections()
    await new Promise((resolve) => first.http.close(resolve))
    await publishNotes(first.publisher, 2)
    const next = briefs(subscription, 4)
    const second = await startHost({ log, port })
    expect(second.authority).toBe(first.authority)
    expect(await next).toEqual(['cursor 2/4 replay', 'note 3', 'note 4', 'cursor 4/4 live'])
  })

  it('is told of an error and ends', async () => {
    const { authority } = await startHost()
    const subscription = open(authority, { cursor: 9 })
    expect(await briefs(subscription, 1)).toEqual(['cursor 0/0 replay'])
    await expect(subscription.next()).rejects.toMatchObject({
      name: 'StreamError',
      error: 'FutureCursor',
    })
    expect(await briefs(subscription, 1)).toEqual(['the end'])
  })

  it('closes a connection whose frames make no sense', async () => {
    const closed: Promise<unknown[]>[] = []
    const { authority } = await startOldServer((webSocket) => {
      closed.push(once(webSocket, 'close'))
      webSocket.send(Uint8Array.of(0xff))
    })
    await expect(open(authority).next()).rejects.toMatchObject({ name: 'DecodeError' })
    const [[code] = []] = await Promise.all(closed)
    expect(code).toBe(invalidData)
  })

  it('ends when its signal says so', async () => {
    const { authority, mount } = await startHost()
    const controller = new AbortController()
    const subscription = open(authority, { signal: controller.signal })
    const lines: string[] = []
    for await (const message of subscription) {
      lines.push(brief(message))
      controller.abort()
    }
    expect(lines).toEqual(['cursor 0/0 live'])
    while (mount.connectionCount > 0) await new Promise((resolve) => void setImmediate(resolve))
  })

  it('does not lose or repeat anything when it is slow', async () => {
    const { authority, publisher } = await startHost()
    const subscription = open(authority, { cursor: 0, maxQueueBytes: 5000 })
    await publishNotes(publisher, 3000)
    const seqs: number[] = []
    while (seqs.at(-1) !== 3000) {
      const { value } = await subscription.next()
      if (value !== undefined && 'seq' in value) seqs.push(value.seq)
      if (seqs.length % 100 === 0) await new Promise((resolve) => void setImmediate(resolve))
    }
    expect(seqs).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1))
  })
})

describe('ws', () => {
  it('sends headers', async () => {
    const http = createServer()
    const server = new WebSocketServer({ server: http })
    const authority = await listen(http)
    const asked = once(server, 'connection')
    const subscription = subscribeByWs(stream, {
      host: `http://${authority}`,
      headers: { Authorization: 'Bearer abc' },
    })
    const next = subscription.next()
    const connection: unknown[] = await asked
    expect(connection[1]).toMatchObject({ headers: { authorization: 'Bearer abc' } })
    await subscription.return()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('tells why it was refused', async () => {
    const { authority } = await startHost()
    const url = `ws://${authority}/xrpc/${stream.nsid}?cursor=-1`
    const subscription = subscribeByWs(stream, { url })
    await expect(subscription.next()).rejects.toEqual(
      new ConnectError('InvalidRequest: cursor: -1 is below 0', 400),
    )
  })

  it('does not wait for ever for what a refusal says', async () => {
    const http = createServer()
    http.on('upgrade', (_request, socket) => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000\r\n\r\n')
      const trickle = setInterval(() => socket.write(' '), 5)
      socket.on('close', () => clearInterval(trickle))
    })
    const host = `ws://${await listen(http)}`
    const subscription = subscribeByWs(stream, { host, handshakeTimeoutMs: 200 })
    await expect(subscription.next()).rejects.toEqual(new ConnectError('Forbidden', 403))
  })

  it('tries again when the server is overloaded, as late as it is told', async () => {
    let attempts = 0
    const http = createServer((_request, response) => {
      attempts++
      response.writeHead(503, { 'Retry-After': '0' }).end('busy')
    })
    const authority = await listen(http)
    const errors: unknown[] = []
    const controller = new AbortController()
    const subscription = subscribeByWs(stream, {
      url: `ws://${authority}/elsewhere`,
      signal: controller.signal,
      backoff,
      onReconnect: ({ error, failures }) => {
        errors.push(error)
        if (failures === 2) controller.abort()
      },
    })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    expect(attempts).toBe(2)
    expect(errors).toEqual([1, 2].map(() => new ConnectError('Service Unavailable', 503, 0)))
  })

  it('tries again when nobody listens', async () => {
    const http = createServer()
    const authority = await listen(http)
    await new Promise((resolve) => http.close(resolve))
    const controller = new AbortController()
    const reasons: string[] = []
    const subscription = subscribeByWs(stream, {
      host: `ws://${authority}`,
      signal: controller.signal,
      subprotocols: ['xrpc.v1.json'],
      backoff,
      onReconnect: ({ error, failures }) => {
        reasons.push(error.message)
        if (failures === 2) controller.abort()
      },
    })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    expect(reasons).toEqual([1, 2].map(() => `connect ECONNREFUSED ${authority}`))
  })

  it('has a limit to the size of frames', async () => {
    const { authority } = await startOldServer((webSocket) => webSocket.send(new Uint8Array(2000)))
    const subscription = subscribeByWs(stream, { host: `ws://${authority}`, maxFrameBytes: 1000 })
    await expect(subscription.next()).rejects.toEqual(
      new DisconnectError(1009, 'Max payload size exceeded'),
    )
  })
})
