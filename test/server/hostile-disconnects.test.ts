import { once } from 'node:events'
import type { Server } from 'node:http'
import { describe, expect, it } from 'vitest'
import { nsid } from './example-stream.js'
import { Peer, publishNotes, startHost, type Host } from './harness.js'
import { opcodes, RawClient, rawFrame, rawRequest } from './raw-client.js'
import { until } from './serve.js'

/** How many sockets an HTTP server has, upgraded ones included. */
async function socketCount(http: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    http.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

/** Nobody is left, and whoever comes next is served. */
async function expectServing({ authority, http, streams, mount, errors }: Host): Promise<void> {
  await until(async () => streams.connectionCount === 0 && (await socketCount(http)) === 0)
  expect(mount.connectionCount).toBe(0)
  const peer = new Peer(authority)
  expect(await peer.brief()).toMatch(/^cursor \d+\/\d+ live$/)
  peer.webSocket.close()
  await peer.closed
  expect(errors).toEqual([])
}

const request = rawRequest()
const leave = {
  'with a FIN': (client: RawClient) => void client.socket.end(() => client.socket.destroy()),
  'with a RST': (client: RawClient) => void client.socket.resetAndDestroy(),
}

describe.each(Object.entries(leave))('a client that leaves %s', (_title, go) => {
  it('before it says anything', async () => {
    const host = await startHost()
    go(await RawClient.connect(host.authority))
    await expectServing(host)
  })

  it.each([1, 30, request.length - 4, request.length - 1])(
    'after %d bytes of the handshake',
    async (length) => {
      const host = await startHost()
      const client = await RawClient.connect(host.authority)
      client.write(request.slice(0, length))
      go(client)
      await expectServing(host)
    },
  )

  it('right after the handshake', async () => {
    const host = await startHost()
    const client = await RawClient.connect(host.authority)
    client.write(request)
    go(client)
    await expectServing(host)
  })

  it('once it is connected', async () => {
    const host = await startHost()
    go(await RawClient.open(host.authority))
    await expectServing(host)
  })

  it('within a frame of its own', async () => {
    const host = await startHost()
    const client = await RawClient.open(host.authority)
    client.write(rawFrame({ opcode: opcodes.text, payload: 'hello' }).subarray(0, 7))
    go(client)
    await expectServing(host)
  })

  it('within a replay', async () => {
    const host = await startHost()
    await publishNotes(host.publisher, 2000)
    const client = await RawClient.open(
      host.authority,
      rawRequest({ target: `/xrpc/${nsid}?cursor=0` }),
    )
    await client.frame()
    go(client)
    await expectServing(host)
  })

  it('while it is told to leave', async () => {
    const host = await startHost()
    const client = await RawClient.open(host.authority)
    client.write(rawFrame({ opcode: opcodes.text, payload: 'x', masked: false }))
    await client.closeFrame()
    go(client)
    await expectServing(host)
  })

  it('while it is refused', async () => {
    const host = await startHost()
    const client = await RawClient.connect(host.authority)
    client.write(rawRequest({ target: `/xrpc/${nsid}?cursor=x` }))
    go(client)
    await expectServing(host)
  })
})

describe('a half-open socket', () => {
  it('is closed by the server too', async () => {
    const host = await startHost()
    const client = await RawClient.open(host.authority)
    client.socket.end()
    await client.ended()
    await expectServing(host)
  })

  it('is ended when it answers no ping', async () => {
    const host = await startHost({ server: { pingIntervalMs: 32 } })
    const client = await RawClient.open(host.authority)
    await client.ended()
    await expectServing(host)
  })

  it('is ended when it stops taking what is sent', async () => {
    const host = await startHost({ server: { pingIntervalMs: 32 } })
    const client = await RawClient.open(host.authority)
    client.socket.pause()
    // More than sockets of both sides hold.
    const text = 'x'.repeat(1_000_000)
    for (let i = 0; i < 40; i++) {
      await host.publisher.publish({ $type: `${nsid}#note`, did: 'did:example:a', text })
    }
    await until(() => host.streams.connectionCount === 0)
    client.socket.destroy()
    await expectServing(host)
  })

  it('is kept as long as it answers', async () => {
    const host = await startHost({ server: { pingIntervalMs: 32 } })
    const client = await RawClient.open(host.authority)
    for (let pings = 0; pings < 4;) {
      if ((await client.frame()).opcode !== opcodes.ping) continue
      pings++
      client.write(rawFrame({ opcode: opcodes.pong }))
    }
    expect(host.streams.connectionCount).toBe(1)
    client.socket.destroy()
    await expectServing(host)
  })
})

it('hundreds of connects and disconnects leave nothing behind', async () => {
  const host = await startHost()
  for (let round = 0; round < 15; round++) {
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => RawClient.connect(host.authority)),
    )
    await Promise.all(
      clients.map(async (client, index) => {
        if (index % 4 === 0) return void client.socket.destroy()
        client.write(request)
        if (index % 4 === 1) return void client.socket.resetAndDestroy()
        await client.head()
        if (index % 4 === 2) return void client.socket.destroy()
        const code = Buffer.from([0x03, 0xe8])
        client.write(rawFrame({ opcode: opcodes.close, payload: code }))
        expect(await client.closeFrame()).toBe('1000')
        client.socket.end()
        if (!client.socket.closed) await once(client.socket, 'close')
      }),
    )
  }
  await expectServing(host)
})
