import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { StreamServer } from '../../templates/server/stream-server.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { nsid, stream, streamWithoutCursor } from './example-stream.js'
import { listen, Peer, publishNotes, startHost } from './harness.js'

interface Answer {
  readonly status: number | undefined
  readonly headers: Record<string, unknown>
  readonly body: string
}

/** Sends one HTTP request as it stands, and reads the answer. */
async function send(
  authority: string,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`http://${authority}${path}`, options)
    request.on('error', reject)
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body })
      })
    })
    request.end()
  })
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const path = `/xrpc/${nsid}`

describe('a stream over plain HTTP', () => {
  it('asks for an upgrade', async () => {
    const { authority } = await startHost()
    const { status, headers, body } = await send(authority, `${path}?cursor=1`)
    expect(status).toBe(426)
    expect(headers['upgrade']).toBe('websocket')
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toEqual({
      error: 'UpgradeRequired',
      message: 'this is an event stream: connect with a WebSocket',
    })
  })

  it.each(['POST', 'PUT', 'DELETE'])('allows no %s', async (method) => {
    const { authority } = await startHost()
    for (const headers of [{}, upgrade]) {
      const answer = await send(authority, path, { method, headers })
      expect(answer.status).toBe(405)
      expect(answer.headers['allow']).toBe('GET')
      expect(JSON.parse(answer.body)).toEqual({
        error: 'MethodNotAllowed',
        message: 'only GET is supported',
      })
    }
  })

  it('asks for a WebSocket where something else was to be upgraded to', async () => {
    const { authority } = await startHost()
    const headers = { ...upgrade, Upgrade: 'h2c' }
    expect((await send(authority, path, { headers })).status).toBe(426)
  })
})

describe('an upgrade', () => {
  it.each([
    ['?cursor=abc', 'InvalidRequest', 'cursor: "abc" is not an integer'],
    ['?cursor=-1', 'InvalidRequest', 'cursor: -1 is below 0'],
    ['?shard=0', 'InvalidShard', 'shard and shardCount go together'],
    ['?shardCount=2', 'InvalidShard', 'shard and shardCount go together'],
    ['?shard=0&shardCount=3', 'InvalidShard', 'shardCount: 3 is not a power of two up to 8'],
    ['?shard=0&shardCount=16', 'InvalidShard', 'shardCount: 16 is not a power of two up to 8'],
    ['?shard=4&shardCount=4', 'InvalidShard', 'shard: 4 is not below shardCount 4'],
  ])('with %s is a bad request: %s', async (query, error, message) => {
    const { authority } = await startHost({ log: { slots: 8 } })
    const answer = await send(authority, path + query, { headers: upgrade })
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(JSON.parse(answer.body)).toEqual({ error, message })
  })

  it('is refused as a filter says', async () => {
    const refusal = { status: 403, error: 'NotYours', message: 'go away' }
    const { authority } = await startHost({
      mount: {
        filter: () => {
          throw new RefusalError(refusal)
        },
      },
    })
    const answer = await send(authority, path, { headers: upgrade })
    expect([answer.status, answer.body]).toEqual([403, '{"error":"NotYours","message":"go away"}'])
  })

  it('does not tell what went wrong inside', async () => {
    const { authority, errors } = await startHost({
      mount: {
        filter: () => {
          throw new Error('secret')
        },
      },
    })
    const answer = await send(authority, path, { headers: upgrade })
    expect([answer.status, answer.body]).toEqual([
      500,
      '{"error":"InternalServerError","message":"internal error"}',
    ])
    expect(errors).toEqual([new Error('secret')])
  })

  it('survives a client that is gone before it is refused', async () => {
    const { authority } = await startHost()
    const socket = connect(Number(authority.split(':')[1]), '127.0.0.1')
    const lines = Object.entries({ Host: authority, ...upgrade }).map((pair) => pair.join(': '))
    socket.write(`GET ${path}?cursor=x HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.resetAndDestroy()
    expect((await send(authority, path)).status).toBe(426)
  })

  it.each([
    { offers: [], protocol: '' },
    { offers: ['xrpc.v1.json', 'xrpc.v1.cbor'], protocol: 'xrpc.v1.json' },
    { offers: ['mqtt', 'xrpc.v0.cbor'], protocol: 'xrpc.v0.cbor' },
  ])('that offers $offers gets "$protocol"', async ({ offers, protocol }) => {
    const { authority } = await startHost()
    const webSocket = new WebSocket(`ws://${authority}${path}`, offers)
    onTestFinished(() => webSocket.terminate())
    await once(webSocket, 'open')
    expect(webSocket.protocol).toBe(protocol)
  })

  it('that offers only unknown tokens is answered without one', async () => {
    const { authority } = await startHost({ mount: { subprotocols: ['xrpc.v1.json'] } })
    const headers = { ...upgrade, 'Sec-WebSocket-Protocol': 'XRPC.v1.json, xrpc.v1.cbor, x' }
    const request = httpRequest(`http://${authority}${path}`, { headers })
    const answer = new Promise<Record<string, unknown>>((resolve) => {
      request.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response.headers)
      })
    })
    request.end()
    expect(await answer).not.toHaveProperty('sec-websocket-protocol')
  })
})

describe('com.atproto.stream.getStatus', () => {
  it('says what #cursor says, without a connection', async () => {
    const { authority, publisher } = await startHost({
      log: { maxFrames: 2, sequenceId: 'abc', slots: 4 },
      mount: { subprotocols: ['xrpc.v1.json'] },
      server: { now: () => Date.UTC(2026, 0, 2) },
    })
    await publishNotes(publisher, 5)
    const answer = await send(authority, `/xrpc/com.atproto.stream.getStatus?stream=${nsid}`)
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(JSON.parse(answer.body)).toEqual({
      stream: nsid,
      highestSeq: 5,
      lowestSeq: 4,
      seqScheme: 'counter',
      sequenceId: 'abc',
      shardCount: 4,
      time: '2026-01-02T00:00:00.000Z',
      subprotocols: ['xrpc.v0.cbor', 'xrpc.v1.json'],
    })
  })

  it.each([
    ['GET', '', 400, { error: 'InvalidRequest', message: 'stream: is required' }],
    ['GET', '?stream=a.b.c', 400, { error: 'StreamNotFound', message: 'there is no stream a.b.c' }],
    ['POST', '', 405, { error: 'MethodNotAllowed', message: 'only GET is supported' }],
  ])('refuses %s %j with %d', async (method, query, status, body) => {
    const { authority } = await startHost()
    const answer = await send(authority, `/xrpc/com.atproto.stream.getStatus${query}`, { method })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body])
  })
})

describe('a server with other business', () => {
  it('keeps its other requests', async () => {
    const { authority } = await startHost()
    for (const other of ['/', '/xrpc/com.example.other', `/xrpc/${nsid}/more`, `/${nsid}`]) {
      expect((await send(authority, other)).body).toBe('elsewhere')
    }
  })

  it('keeps its other upgrades, and does not get those of streams', async () => {
    const http = createServer()
    const others = new WebSocketServer({ noServer: true })
    const seen: (string | undefined)[] = []
    // Like servers that destroy every upgrade that they do not know.
    http.on('upgrade', (request, socket, head) => {
      seen.push(request.url)
      if (request.url !== '/chat') socket.destroy()
      else {
        others.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.send('hello')
          webSocket.close()
        })
      }
    })
    const { authority } = await startHost({ http })
    const chat = new WebSocket(`ws://${authority}/chat`)
    const message: unknown[] = await once(chat, 'message')
    expect(String(message[0])).toBe('hello')
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
    expect(seen).toEqual(['/chat'])
  })

  it('answers upgrades that nobody takes', async () => {
    const { authority } = await startHost()
    const answer = await send(authority, '/xrpc/com.example.other', { headers: upgrade })
    expect([answer.status, answer.body]).toEqual([
      501,
      '{"error":"MethodNotImplemented","message":"no WebSocket endpoint of that name"}',
    ])
  })

  it('has all of its requests to itself again afterwards', async () => {
    const streams = new StreamServer()
    streams.mount(stream, { source: new MemoryLog() })
    const http = createServer((_request, response) => response.end('elsewhere'))
    const detach = streams.attach(http)
    const authority = await listen(http)
    expect((await send(authority, path)).status).toBe(426)
    detach()
    expect((await send(authority, path)).body).toBe('elsewhere')
    expect(http.listenerCount('upgrade')).toBe(0)
  })
})

describe('several streams', () => {
  it('share a server, each with its own source', async () => {
    const { authority, streams, publisher } = await startHost()
    const second = { ...streamWithoutCursor, nsid: 'org.example.subscribeOthers' }
    streams.mount(second, { source: new MemoryLog() })
    await publishNotes(publisher, 2)
    const status = async (name: string): Promise<unknown> => {
      const answer = await send(authority, `/xrpc/com.atproto.stream.getStatus?stream=${name}`)
      return JSON.parse(answer.body)
    }
    expect(await status(nsid)).toMatchObject({ stream: nsid, highestSeq: 2 })
    expect(await status(second.nsid)).toMatchObject({ stream: second.nsid, highestSeq: 0 })
    expect(() => streams.mount(second, { source: new MemoryLog() })).toThrow(
      'org.example.subscribeOthers is mounted already',
    )
  })

  it('without #cursor or #info in their lexicon are served without them', async () => {
    const streams = new StreamServer()
    const log = new MemoryLog({ maxFrames: 1 })
    streams.mount(
      { ...stream, messages: stream.messages.filter(({ t }) => t === '#note') },
      { source: log },
    )
    const http = createServer()
    streams.attach(http)
    const authority = await listen(http)
    const { publisher } = await startHost({ log })
    await publishNotes(publisher, 3)
    const peer = new Peer(authority, '?cursor=1')
    expect(await peer.brief()).toBe('note 3')
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 4')
  })
})

describe('shutdown', () => {
  it.each([
    { code: undefined, closed: { code: 1012, reason: 'service restart' } },
    { code: 1001 as const, closed: { code: 1001, reason: 'going away' } },
  ])('closes connections with $closed.code behind what is queued', async ({ code, closed }) => {
    const { authority, streams, publisher, mount } = await startHost()
    const peers = [new Peer(authority), new Peer(authority, '', 'xrpc.v1.json')]
    for (const peer of peers) await peer.brief()
    expect(mount.connectionCount).toBe(2)
    await publishNotes(publisher, 1)
    // The publication is due to go out in the next turn of the event loop.
    await new Promise((resolve) => void setImmediate(resolve))
    await streams.close(code === undefined ? {} : { code })
    expect(mount.connectionCount).toBe(0)
    for (const peer of peers) {
      expect(await peer.briefs(2)).toEqual(['note 1', 'the end'])
      expect(await peer.closed).toEqual(closed)
    }
    const answer = await send(authority, path, { headers: upgrade })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      503,
      { error: 'ServiceUnavailable', message: 'the server is going away' },
    ])
  })

  it('does not wait for consumers that do not read', async () => {
    const { authority, streams, publisher } = await startHost()
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.pause()
    await publishNotes(publisher, 1)
    await streams.close({ deadlineMs: 20 })
    peer.webSocket.resume()
    expect((await peer.closed).code).not.toBe(1000)
  })
})

describe('a client', () => {
  it('may say what it wants, and is not heard', async () => {
    const { authority, publisher } = await startHost()
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.send('hello')
    peer.webSocket.send(new Uint8Array(60_000))
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 1')
  })

  it('may not say too much at a time', async () => {
    const { authority } = await startHost({ server: { maxIncomingBytes: 10 } })
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.send(new Uint8Array(11))
    expect((await peer.closed).code).toBe(1009)
  })
})

describe('a source that fails', () => {
  it('costs its connections, and is reported', async () => {
    const failing = new MemoryLog()
    failing.read = () => {
      throw new Error('disk gone')
    }
    const { authority, errors } = await startHost({ log: failing })
    const peer = new Peer(authority)
    expect(await peer.briefs(2)).toEqual(['cursor 0/0 live', 'the end'])
    expect(await peer.closed).toEqual({ code: 1011, reason: 'internal error' })
    expect(errors).toEqual([new Error('disk gone')])
  })
})
