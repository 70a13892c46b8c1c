import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { nsid } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame, rawRequest } from './raw-client.js'
import { until } from './serve.js'

const path = `/xrpc/${nsid}`

/** The status that a request is answered with; the server still has to serve then. */
async function statusOf(request: string): Promise<number> {
  const { authority, streams, errors } = await startHost()
  const client = await RawClient.connect(authority)
  client.write(request)
  const { status } = await client.head()
  client.socket.destroy()
  expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  await until(() => streams.connectionCount === 1)
  expect(errors).toEqual([])
  return status
}

describe('an odd handshake that is a good one', () => {
  it.each([
    ['in capitals', rawRequest({ headers: { Upgrade: 'WEBSOCKET', Connection: 'UPGRADE' } })],
    [
      'that would keep the connection',
      rawRequest({ headers: { Connection: 'keep-alive, Upgrade' } }),
    ],
    [
      'with header names in any case',
      rawRequest().replaceAll(/[A-Za-z-]+(?=: )/g, (n) => n.toLowerCase()),
    ],
    ['with a query of nothing', rawRequest({ target: `${path}?` })],
    ['with an empty cursor', rawRequest({ target: `${path}?cursor=` })],
    [
      'with parameters that nobody knows',
      rawRequest({ target: `${path}?a=1&a=2&__proto__=3&%ff=%zz` }),
    ],
    [
      'with claims of other addresses',
      rawRequest({ headers: { 'X-Forwarded-For': '::, '.repeat(2000) } }),
    ],
    [
      'with cookies and more',
      rawRequest({ headers: { Cookie: 'a=b', Origin: 'null', Authorization: 'Basic eA==' } }),
    ],
  ])('%s', async (_title, request) => {
    expect(await statusOf(request)).toBe(101)
  })

  it('that comes byte by byte', async () => {
    const { authority } = await startHost()
    const client = await RawClient.connect(authority)
    client.socket.setNoDelay(true)
    for (const character of rawRequest()) await written(client, Buffer.from(character))
    expect((await client.head()).status).toBe(101)
    expect((await client.frame()).opcode).toBe(opcodes.binary)
  })
})

describe('a request that is no good handshake', () => {
  it.each([
    ['that does not say that it is one', rawRequest({ without: 'Connection' }), 426],
    ['that would close the connection', rawRequest({ headers: { Connection: 'close' } }), 426],
    [
      'with two keys',
      rawRequest({ headers: { 'X-A': 'b\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' } }),
      400,
    ],
    ['with two versions', rawRequest({ headers: { 'X-A': 'b\r\nSec-WebSocket-Version: 8' } }), 426],
    ['to nowhere', rawRequest({ target: '/xrpc/' }), 501],
    ['to another stream', rawRequest({ target: '/xrpc/org.example.other' }), 501],
    ['to a stream in other letters', rawRequest({ target: path.toUpperCase() }), 501],
    ['to a stream below the stream', rawRequest({ target: `${path}/` }), 501],
    ['to a path with an empty part', rawRequest({ target: `/${path}` }), 501],
    [
      'to a path that is encoded',
      rawRequest({ target: '/xrpc/org.example%2esubscribeNotes' }),
      501,
    ],
    ['to a path that leads up', rawRequest({ target: `/x/..${path}` }), 501],
    ['to the name of a property', rawRequest({ target: '/xrpc/__proto__' }), 501],
    ['to all there is', rawRequest({ target: '*', method: 'OPTIONS' }), 501],
    ['with a cursor twice', rawRequest({ target: `${path}?cursor=1&cursor=2` }), 101],
    ['with a cursor that is a fraction', rawRequest({ target: `${path}?cursor=1.5` }), 400],
    ['with a cursor that is infinite', rawRequest({ target: `${path}?cursor=1e999` }), 400],
    ['with a NUL for a cursor', rawRequest({ target: `${path}?cursor=%00` }), 400],
    ['with a broken escape for a cursor', rawRequest({ target: `${path}?cursor=%zz` }), 400],
    ['by HEAD', rawRequest({ method: 'HEAD' }), 405],
    ['by a method that nobody knows', rawRequest({ method: 'STREAM' }), 400],
  ])('%s', async (_title, request, status) => {
    expect(await statusOf(request)).toBe(status)
  })

  it('that never ends is ended by the HTTP server', async () => {
    const http = createServer({
      headersTimeout: 20,
      requestTimeout: 20,
      connectionsCheckingInterval: 5,
    })
    const { authority, streams } = await startHost({ http })
    const client = await RawClient.connect(authority)
    client.write(rawRequest().slice(0, -2))
    expect((await client.answer()).status).toBe(408)
    expect(streams.connectionCount).toBe(0)
  })
})

describe('bytes behind a handshake', () => {
  it('that are a second handshake are no frames', async () => {
    const { authority } = await startHost()
    const client = await RawClient.connect(authority)
    client.write(rawRequest() + rawRequest())
    expect((await client.head()).status).toBe(101)
    expect(await client.closeFrame()).toBe('1002')
  })

  it('that it calls its body are taken for frames', async () => {
    const { authority, publisher } = await startHost()
    const client = await RawClient.connect(authority)
    const ping = rawFrame({ opcode: opcodes.ping, payload: 'body' })
    const request = rawRequest({ headers: { 'Content-Length': String(ping.length) } })
    client.write(Buffer.concat([Buffer.from(request), ping]))
    expect((await client.head()).status).toBe(101)
    await publishNotes(publisher, 1)
    const seen = [await client.frame(), await client.frame(), await client.frame()]
    expect(seen.find(({ opcode }) => opcode === opcodes.pong)?.payload.toString()).toBe('body')
  })

  it('are of no interest where it is refused', async () => {
    const { authority, streams } = await startHost()
    const client = await RawClient.connect(authority)
    const request = rawRequest({ target: `${path}?cursor=x` })
    client.write(Buffer.concat([Buffer.from(request), Buffer.alloc(1_000_000, 0x89)]))
    expect((await client.answer()).status).toBe(400)
    await until(() => streams.connectionCount === 0)
  })
})

/** Resolves once bytes have been handed to the system. */
async function written(client: RawClient, bytes: Uint8Array): Promise<void> {
  if (!client.socket.write(bytes)) await once(client.socket, 'drain')
  await new Promise<void>((resolve) => void setImmediate(resolve))
}
