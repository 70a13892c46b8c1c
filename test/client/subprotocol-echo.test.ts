import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { subscribe as subscribeByWs } from '../../templates/client/node/subscribe.js'
import {
  offeredSubprotocols,
  type WantedSubprotocols,
} from '../../templates/client/offered-subprotocols.js'
import { SubprotocolEchoError } from '../../templates/client/subscribe-error.js'
import { subscribe as subscribeByPlatform } from '../../templates/client/subscribe.js'
import { DecodeError } from '../../templates/errors.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { startBareHost } from '../cli/tail-bare-host.js'
import { stream, type Message, type Params } from '../server/example-stream.js'
import { listen, publishNotes, startHost } from '../server/harness.js'
import { briefs, note, start } from './start-subscription.js'

describe('offeredSubprotocols', () => {
  it.each<[WantedSubprotocols | undefined, Subprotocol, Subprotocol[]]>([
    [undefined, 'xrpc.v0.cbor', []],
    [[], 'xrpc.v0.cbor', []],
    [['xrpc.v0.cbor'], 'xrpc.v0.cbor', []],
    [['xrpc.v0.cbor'], 'xrpc.v1.json', ['xrpc.v0.cbor']],
    [['xrpc.v1.json', 'xrpc.v0.cbor'], 'xrpc.v0.cbor', ['xrpc.v1.json', 'xrpc.v0.cbor']],
    [['xrpc.v1.json', 'xrpc.v1.json'], 'xrpc.v0.cbor', ['xrpc.v1.json']],
    ['auto', 'xrpc.v0.cbor', ['xrpc.v1.cbor', 'xrpc.v0.cbor']],
    ['auto', 'xrpc.v1.json', ['xrpc.v1.cbor', 'xrpc.v0.cbor', 'xrpc.v1.json']],
    ['auto', 'xrpc.v1.cbor', ['xrpc.v1.cbor', 'xrpc.v0.cbor']],
  ])('%j with the default %s: %j', (wanted, defaultSubprotocol, offers) => {
    expect(offeredSubprotocols(wanted, defaultSubprotocol)).toEqual(offers)
  })
})

/** A server that selects the first token that is offered, or none, and remembers what was. */
async function startEcho(
  serve: (selected: string) => Uint8Array[],
  echoes = true,
): Promise<{ host: string; offers: (string | undefined)[] }> {
  const http = createServer()
  const handleProtocols = ([first]: Set<string>) => (echoes ? (first ?? false) : false)
  const server = new WebSocketServer({ server: http, handleProtocols })
  const offers: (string | undefined)[] = []
  server.on('connection', (webSocket, request) => {
    offers.push(request.headers['sec-websocket-protocol']?.replaceAll(' ', ''))
    for (const frame of serve(webSocket.protocol)) webSocket.send(frame)
  })
  onTestFinished(() => {
    for (const webSocket of server.clients) webSocket.terminate()
  })
  return { host: `ws://${await listen(http)}`, offers }
}

const v0 = stream.codecs['xrpc.v0.cbor']

describe.each([
  { name: 'the platform', subscribe: subscribeByPlatform<Params, Message> },
  { name: 'ws', subscribe: subscribeByWs<Params, Message> },
])('by the WebSocket of $name, a server', ({ subscribe }) => {
  it.each<{ readonly subprotocols: WantedSubprotocols; readonly selected: Subprotocol }>([
    { subprotocols: ['xrpc.v1.json'], selected: 'xrpc.v1.json' },
    { subprotocols: ['xrpc.v1.cbor', 'xrpc.v1.json'], selected: 'xrpc.v1.cbor' },
    { subprotocols: 'auto', selected: 'xrpc.v1.cbor' },
  ])('of @atproto/xrpc-server echoes $selected and is read even so', async (given) => {
    const { subprotocols, selected } = given
    const reconnections: unknown[] = []
    const host = await startBareHost()
    const onReconnect = (reconnection: unknown) => void reconnections.push(reconnection)
    const subscription = subscribe(stream, { host, cursor: 2, subprotocols, onReconnect })
    expect(await briefs(subscription, 2)).toEqual(['note 3', 'note 4'])
    expect(subscription).toMatchObject({ cursor: 4, subprotocol: 'xrpc.v0.cbor' })
    await subscription.return()
    expect(reconnections).toEqual([
      { error: new SubprotocolEchoError(selected, 'xrpc.v0.cbor'), failures: 0, delayMs: 0 },
    ])
  })

  it('of @atproto/xrpc-server that echoes is heard where it refuses the cursor', async () => {
    const host = await startBareHost()
    const subscription = subscribe(stream, { host, cursor: 9, subprotocols: 'auto' })
    await expect(subscription.next()).rejects.toMatchObject({ error: 'FutureCursor' })
  })

  it('that answers no token is read by auto in its default', async () => {
    const { host, offers } = await startEcho(() => [v0.encode(note(1))], false)
    const subscription = subscribe(stream, { host, subprotocols: 'auto' })
    expect(await briefs(subscription, 1)).toEqual(['note 1'])
    expect(subscription.subprotocol).toBe('xrpc.v0.cbor')
    await subscription.return()
    expect(offers.map((header) => header?.replaceAll(' ', ''))).toEqual([
      'xrpc.v1.cbor,xrpc.v0.cbor',
      undefined,
    ])
  })

  it('that negotiates is read by auto in v1.cbor', async () => {
    const { authority, publisher } = await startHost()
    await publishNotes(publisher, 1)
    const host = `ws://${authority}`
    const subscription = subscribe(stream, { host, cursor: 0, subprotocols: 'auto' })
    expect(await briefs(subscription, 2)).toEqual(['cursor 0/1 replay', 'note 1'])
    expect(subscription.subprotocol).toBe('xrpc.v1.cbor')
    await subscription.return()
  })
})

describe('a server that speaks what it did not select', () => {
  it('is offered nothing any more, for as long as the subscription lasts', async () => {
    let seq = 0
    const { host, offers } = await startEcho(() => [v0.encode(note(++seq))])
    const subscription = subscribeByWs(stream, {
      host,
      subprotocols: ['xrpc.v1.json'],
      backoff: { maxMs: 0 },
      idleTimeoutMs: 40,
    })
    // The first one is sent on the connection that is given up.
    expect(await briefs(subscription, 3)).toEqual(['note 2', 'note 3', 'note 4'])
    await subscription.return()
    expect(offers).toEqual(['xrpc.v1.json', undefined, undefined, undefined])
  })

  it('is told, by the close code, that it can go', async () => {
    const { network, subscription } = start({ subprotocols: ['xrpc.v1.cbor'] })
    const next = briefs(subscription, 1)
    const first = (await network.dialled()).open('xrpc.v1.cbor').sendBytes(v0.encode(note(1)))
    const second = await network.dialled()
    expect(first.closedWith).toBe(1000)
    expect(second.offers).toEqual([])
    second.open().send(note(1))
    expect(await next).toEqual(['note 1'])
    await subscription.return()
  })

  it('ends the subscription where only a later frame is wrong', async () => {
    const { network, subscription } = start({ subprotocols: ['xrpc.v1.cbor'] })
    const lines = briefs(subscription, 1)
    const connection = (await network.dialled()).open('xrpc.v1.cbor').send(note(1))
    await lines
    connection.sendBytes(v0.encode(note(2)))
    await expect(subscription.next()).rejects.toBeInstanceOf(DecodeError)
    expect(connection.closedWith).toBe(1007)
  })

  it('ends it where the first frame is none of the default either', async () => {
    const { network, subscription } = start({ subprotocols: ['xrpc.v1.cbor'] })
    const next = subscription.next()
    ;(await network.dialled()).open('xrpc.v1.cbor').sendBytes(Uint8Array.of(0xff))
    await expect(next).rejects.toBeInstanceOf(DecodeError)
  })
})
