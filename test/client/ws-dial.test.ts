import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { DialEnd, Dialled } from '../../templates/client/dial.js'
import { subscribe } from '../../templates/client/node/subscribe.js'
import { wsDial, type WsDialOptions } from '../../templates/client/node/ws-dial.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { Deferred } from '../server/deferred.js'
import { nsid, stream, type Message } from '../server/example-stream.js'
import { listen } from '../server/harness.js'
import { briefs } from './start-subscription.js'

/** What is reported of one connection. */
function dial(url: string, options: WsDialOptions, offers: readonly string[] = []) {
  const received: { readonly frame: Uint8Array; readonly binary: boolean }[] = []
  const ended = new Deferred<DialEnd>()
  const opened = new Deferred<void>()
  const dialled: Dialled = wsDial(options)(
    { url, offers },
    {
      opened: () => opened.resolve(),
      received: (frame, binary) => received.push({ frame, binary }),
      ended: (end) => ended.resolve(end),
    },
  )
  return { dialled, received, opened: opened.promise, ended: ended.promise }
}

function noteOf(seq: number, text: string): Message {
  return { $type: `${nsid}#note`, seq, did: 'did:example:a', text }
}

async function startServer(options: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  const http = createServer()
  const server = new WebSocketServer({ ...options, server: http })
  onTestFinished(() => {
    for (const webSocket of server.clients) webSocket.terminate()
  })
  return { server, url: `ws://${await listen(http)}` }
}

describe('a text message', () => {
  it('is handed over as the bytes that came', async () => {
    const { server, url } = await startServer({ handleProtocols: () => 'xrpc.v1.json' })
    const frame = stream.codecs['xrpc.v1.json'].encode(noteOf(1, 'é𝄞'))
    server.on('connection', (webSocket) => {
      webSocket.send(frame, { binary: false })
      webSocket.close(1001)
    })
    const { received, ended } = dial(url, {}, ['xrpc.v1.json'])
    await ended
    expect(received).toEqual([{ frame: Buffer.from(frame), binary: false }])
  })
})

describe('an opening handshake', () => {
  it('has its time, however slowly the answer trickles in', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 101 Switching Protocols\r\nX-Long: ')
      const trickle = setInterval(() => socket.write('a'), 5)
      socket.on('close', () => clearInterval(trickle))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    const { ended } = dial(`ws://127.0.0.1:${address.port}`, { handshakeTimeoutMs: 100 })
    expect(await ended).toEqual({
      kind: 'refused',
      reason: 'other',
      detail: 'Opening handshake has timed out',
    })
  })
})

describe('a connection that is closed', () => {
  it('waits five seconds for the server to agree', async () => {
    const { url } = await startServer()
    const { dialled, opened, ended } = dial(url, {})
    await opened
    const setting = vi.spyOn(globalThis, 'setTimeout')
    onTestFinished(() => setting.mockRestore())
    dialled.close(1000, '')
    expect(setting.mock.calls.map(([, ms]) => ms)).toEqual([5000])
    expect(await ended).toEqual({ kind: 'closed', code: 1000, reason: '' })
  })
})

describe('a server that compresses', () => {
  it.each<Subprotocol>(['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'])(
    'is read in %s, held back or not',
    async (subprotocol) => {
      const codec = stream.codecs[subprotocol]
      const http = createServer()
      const server = new WebSocketServer({
        server: http,
        perMessageDeflate: { threshold: 0 },
        handleProtocols: () => subprotocol,
      })
      const sent: { extensions: string; wireBytes: Promise<number> }[] = []
      const seqs = Array.from({ length: 500 }, (_, index) => index + 1)
      const text = 'text '.repeat(100)
      server.on('connection', (webSocket, { socket }) => {
        const wireBytes = once(socket, 'close').then(() => socket.bytesWritten)
        sent.push({ extensions: webSocket.extensions, wireBytes })
        for (const seq of seqs) {
          webSocket.send(codec.encode(noteOf(seq, text)), { binary: codec.binary })
        }
      })
      const subscription = subscribe(stream, {
        host: `ws://${await listen(http)}`,
        subprotocols: ['xrpc.v1.json', 'xrpc.v1.cbor', 'xrpc.v0.cbor'],
        perMessageDeflate: true,
        maxQueueBytes: 5000,
      })
      const lines = await briefs(subscription, seqs.length)
      expect(lines).toEqual(seqs.map((seq) => `note ${seq}`))
      await subscription.return()
      const [connection] = sent
      expect(connection?.extensions).toBe('permessage-deflate')
      expect(await connection?.wireBytes).toBeLessThan(seqs.length * 100)
      expect(sent).toHaveLength(1)
    },
  )

  it('does not where that is not wanted', async () => {
    const http = createServer()
    const server = new WebSocketServer({ server: http, perMessageDeflate: { threshold: 0 } })
    const connected = once(server, 'connection')
    const subscription = subscribe(stream, { host: `ws://${await listen(http)}` })
    const next = subscription.next()
    expect(await connected).toMatchObject([{ extensions: '' }, {}])
    await subscription.return()
    await next
  })
})
