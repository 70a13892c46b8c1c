import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { wsDial } from '../../templates/client/node/ws-dial.js'
import {
  subscribe,
  type LightOptions,
  type LightSubscription,
} from '../../templates/client/light/index.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { noteFrame, stream, type Message } from '../server/example-stream.js'
import { listen, publishNotes, startHost } from '../server/harness.js'
import { lightBriefs } from './start-light.js'
import { note } from './start-subscription.js'

/** A subscription over the platform's own WebSocket. */
function open(authority: string, options: LightOptions = {}): LightSubscription<Message> {
  const backoff = { minMs: 1, maxMs: 5 }
  const subscription = subscribe(stream, { host: `ws://${authority}`, backoff, ...options })
  onTestFinished(() => void subscription.return())
  return subscription
}

/** A server that speaks whatever it likes, having selected this subprotocol. */
async function startBareServer(
  subprotocol: string | false,
  serve: (webSocket: WebSocket, url: string | undefined) => void,
): Promise<string> {
  const http = createServer()
  const server = new WebSocketServer({ server: http, handleProtocols: () => subprotocol })
  server.on('connection', (webSocket, { url }) => serve(webSocket, url))
  onTestFinished(() => {
    for (const webSocket of server.clients) webSocket.terminate()
  })
  return listen(http)
}

describe('a light subscription over real sockets', () => {
  it('replays and follows a stream', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 2)
    const subscription = open(authority, { cursor: 'oldest' })
    expect(await lightBriefs(subscription, 4)).toEqual([
      'cursor 0/2 replay',
      'note 1',
      'note 2',
      'cursor 2/2 live',
    ])
    expect(subscription).toMatchObject({ live: true, cursor: 2 })
    await publishNotes(publisher, 1)
    expect(await lightBriefs(subscription, 1)).toEqual(['note 3'])
  })

  it('starts from now on by default', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 2)
    const subscription = open(authority)
    expect(await lightBriefs(subscription, 1)).toEqual(['cursor 2/2 live'])
    await publishNotes(publisher, 1)
    expect(await lightBriefs(subscription, 1)).toEqual(['note 3'])
  })

  it('gives the server its parameters', async () => {
    const asked: (string | undefined)[] = []
    const authority = await startBareServer('xrpc.v1.json', (webSocket, url) => {
      asked.push(url)
      webSocket.send(new TextDecoder().decode(stream.codecs['xrpc.v1.json'].encode(note(8))))
    })
    const query = stream.params.serialize({ cursor: 6, shard: 0, shardCount: 1 })
    expect(await lightBriefs(open(authority, { cursor: 7, query }), 1)).toEqual(['note 8'])
    expect(asked).toEqual([`/xrpc/${stream.nsid}?shard=0&shardCount=1&cursor=7`])
  })

  it('survives a server that goes away and comes back', async () => {
    const log = new MemoryLog()
    const first = await startHost({ log })
    const port = Number(first.authority.split(':')[1])
    const subscription = open(first.authority)
    expect(await lightBriefs(subscription, 1)).toEqual(['cursor 0/0 live'])
    await publishNotes(first.publisher, 2)
    expect(await lightBriefs(subscription, 2)).toEqual(['note 1', 'note 2'])
    await first.streams.close()
    first.http.closeAllConnections()
    await new Promise((resolve) => first.http.close(resolve))
    await publishNotes(first.publisher, 2)
    const next = lightBriefs(subscription, 4)
    const second = await startHost({ log, port })
    expect(second.authority).toBe(first.authority)
    expect(await next).toEqual(['cursor 2/4 replay', 'note 3', 'note 4', 'cursor 4/4 live'])
  })

  it('is told of an error and ends', async () => {
    const { authority } = await startHost()
    const subscription = open(authority, { cursor: 9 })
    expect(await lightBriefs(subscription, 1)).toEqual(['cursor 0/0 replay'])
    await expect(subscription.next()).rejects.toMatchObject({
      name: 'StreamError',
      error: 'FutureCursor',
    })
    expect(await lightBriefs(subscription, 1)).toEqual(['the end'])
  })

  it('says of a server without JSON what a browser can know', async () => {
    const authority = await startBareServer(false, (webSocket) => webSocket.send(noteFrame(1)))
    const address = `ws://${authority}/xrpc/${stream.nsid}`
    const told = new Promise<string>((resolve) => {
      const onReconnect: LightOptions['onReconnect'] = ({ error }) => resolve(error.message)
      void open(authority, { onReconnect }).next()
    })
    expect(await told).toBe(`cannot connect to ${address} in xrpc.v1.json`)
    // Others are told more.
    const byWs = subscribe(stream, { host: `ws://${authority}` }, wsDial())
    await expect(byWs.next()).rejects.toMatchObject({ name: 'ProtocolError' })
  })
})
