import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { nsid } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'
import { until } from './serve.js'

const from = (address: string) => rawRequest({ headers: { 'X-Forwarded-For': address } })

/** What a client is refused with. */
async function refusal(authority: string, request = rawRequest()) {
  const client = await RawClient.connect(authority)
  client.write(request)
  const { status, headers, body } = await client.answer()
  const parsed: unknown = JSON.parse(body)
  return { status, retryAfter: headers.get('retry-after'), body: parsed }
}

const tooMany = {
  status: 429,
  retryAfter: '30',
  body: { error: 'RateLimitExceeded', message: 'too many connections from this address' },
}

describe('the number of connections', () => {
  it('is limited in all', async () => {
    const { authority, streams } = await startHost({ server: { maxConnections: 2 } })
    const first = await RawClient.open(authority)
    await RawClient.open(authority)
    expect(await refusal(authority)).toEqual({
      status: 503,
      retryAfter: '30',
      body: { error: 'NotEnoughResources', message: 'too many connections' },
    })
    first.socket.destroy()
    await until(() => streams.connectionCount === 1)
    await RawClient.open(authority)
  })

  it('is limited for each address', async () => {
    const { authority, streams } = await startHost({ server: { maxConnectionsPerAddress: 1 } })
    const first = await RawClient.open(authority)
    expect(await refusal(authority)).toEqual(tooMany)
    // Nobody is believed.
    expect(await refusal(authority, from('192.0.2.1'))).toEqual(tooMany)
    first.socket.destroy()
    await until(() => streams.connectionCount === 0)
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })

  it('is limited for each address that a trusted proxy names', async () => {
    const { authority } = await startHost({
      server: { maxConnectionsPerAddress: 1, trustedHops: 1 },
    })
    await RawClient.open(authority, from('192.0.2.1'))
    await RawClient.open(authority, from('192.0.2.2'))
    await RawClient.open(authority, from('2001:db8::1'))
    await RawClient.open(authority, from('2001:db8:0:1::1'))
    expect(await refusal(authority, from('192.0.2.1'))).toEqual(tooMany)
    expect(await refusal(authority, from('198.51.100.1, 192.0.2.1'))).toEqual(tooMany)
    expect(await refusal(authority, from('2001:db8::2'))).toEqual(tooMany)
  })

  it('does not count who is refused', async () => {
    const { authority, streams } = await startHost({ server: { maxConnectionsPerAddress: 1 } })
    const bad = rawRequest({ target: `/xrpc/${nsid}?cursor=x` })
    expect(await refusal(authority, bad)).toMatchObject({ status: 400 })
    await until(() => streams.connectionCount === 0)
    await RawClient.open(authority)
  })
})

describe('permessage-deflate', () => {
  it.each([
    [{}, ''],
    [{ perMessageDeflate: true }, 'permessage-deflate'],
  ])('with %j is %j', async (server, extensions) => {
    const { authority } = await startHost({ server })
    const webSocket = new WebSocket(`ws://${authority}/xrpc/${nsid}`)
    await once(webSocket, 'open')
    expect(webSocket.extensions).toBe(extensions)
    webSocket.terminate()
  })
})

describe('the size of a request', () => {
  it('is limited for the status too', async () => {
    const { authority } = await startHost({ server: { maxUrlBytes: 100 } })
    const target = `/xrpc/com.atproto.stream.getStatus?stream=${'x'.repeat(100)}`
    const client = await RawClient.connect(authority)
    client.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    const { status, body } = await client.answer()
    expect([status, JSON.parse(body)]).toEqual([
      414,
      { error: 'UriTooLong', message: 'the URL is longer than 100 bytes' },
    ])
  })
})
