import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import {
  StreamServer,
  type StreamServerCloseOptions,
} from '../../templates/server/stream-server.js'
import { noteFrame, stream } from './example-stream.js'
import { expectFaithful, Follower } from './follower.js'
import { Peer, publishNotes, startHost, type Host } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'
import { ReadGate } from './read-gate.js'
import { serve, until } from './serve.js'

const frameBytes = 256 * 1024
const frameCount = 60
const text = 'x'.repeat(frameBytes)
const expectedNotes = upTo(frameCount).map((seq) => `note ${seq}`)
/** Longer than anything here takes. */
const noDeadline = { deadlineMs: 25_000 }

const refused = {
  status: 503,
  body: JSON.stringify({ error: 'ServiceUnavailable', message: 'the server is going away' }),
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

/** A host that lets several megabytes wait for one consumer. */
function startRoomyHost(): Promise<Host> {
  return startHost({
    mount: { highWaterBytes: 64 * 1024 * 1024, cursorIntervalMs: 3_600_000 },
  })
}

/** A peer, and the server's end of its connection. */
async function connect(
  { authority, http }: { readonly authority: string; readonly http: Server },
  subprotocol: Subprotocol,
): Promise<{ readonly peer: Peer; readonly socket: Socket }> {
  const connected = new Promise<Socket>((resolve) => void http.once('connection', resolve))
  const peer = new Peer(authority, '', subprotocol)
  const socket = await connected
  expect(await peer.brief()).toBe('cursor 0/0 live')
  return { peer, socket }
}

/** Has several megabytes queued for a peer that does not read: more than the kernel takes. */
async function queue(host: Host, peer: Peer, socket: Socket): Promise<void> {
  peer.webSocket.pause()
  for (let seq = 1; seq <= frameCount; seq++) {
    await host.publisher.publishFrame(noteFrame(seq, text))
  }
  await until(() => socket.bytesWritten > frameCount * frameBytes)
  expect(socket.writableLength).toBeGreaterThan(frameBytes)
}

describe.each(subprotocols)('a server that goes away, in %s', (subprotocol) => {
  it.each<{ readonly code: 1001 | undefined; readonly end: readonly [number, string] }>([
    { code: undefined, end: [1012, 'service restart'] },
    { code: 1001, end: [1001, 'going away'] },
  ])('first sends what is queued to who reads, then $end.0', async ({ code, end }) => {
    const host = await startRoomyHost()
    const { peer, socket } = await connect(host, subprotocol)
    await queue(host, peer, socket)
    const closed = host.streams.close(code === undefined ? noDeadline : { ...noDeadline, code })
    peer.webSocket.resume()
    expect(await peer.briefs(frameCount + 1)).toEqual([...expectedNotes, 'the end'])
    expect(await peer.closed).toEqual({ code: end[0], reason: end[1] })
    await closed
    expect([host.mount.connectionCount, host.streams.connectionCount]).toEqual([0, 0])
    expect(host.errors).toEqual([])
  })

  it('ends who does not read at the deadline, and no one else', async () => {
    const host = await startRoomyHost()
    const deaf = await connect(host, subprotocol)
    await queue(host, deaf.peer, deaf.socket)
    const hearing = new Peer(host.authority, '?cursor=0', subprotocol)
    await hearing.briefs(frameCount + 2)
    await host.streams.close({ deadlineMs: 50 })
    expect(deaf.socket.destroyed).toBe(true)
    expect([host.mount.connectionCount, host.streams.connectionCount]).toEqual([0, 0])
    expect(await hearing.closed).toEqual({ code: 1012, reason: 'service restart' })
    deaf.peer.webSocket.resume()
    expect(await deaf.peer.closed).toEqual({ code: 1006, reason: '' })
  })

  it('breaks off replays, which go on with the next server', async () => {
    const [count, sent] = [1000, 400]
    const log = new MemoryLog()
    const gate = new ReadGate(log, sent)
    const first = await startHost({ source: () => gate.source, mount: { batchFrames: 100 } })
    await publishNotes(new Publisher(stream, log), count)
    const reader = new Follower(new Peer(first.authority, '?cursor=0', subprotocol))
    await gate.reached
    await first.streams.close(noDeadline)
    while (!reader.over) await reader.read(1)
    expect(await reader.peer.closed).toEqual({ code: 1012, reason: 'service restart' })
    expectFaithful(reader.messages, upTo(sent))
    first.http.closeAllConnections()
    await new Promise((resolve) => first.http.close(resolve))
    const port = Number(first.authority.split(':')[1])
    const second = await startHost({ log, port })
    const again = new Follower(new Peer(second.authority, `?cursor=${sent}`, subprotocol))
    await again.reach(count)
    expectFaithful(again.messages, upTo(count).slice(sent))
  })

  it('does not wait for a source that does not answer', async () => {
    const log = new MemoryLog()
    const gate = new ReadGate(log, 0)
    const host = await startHost({ source: () => gate.source })
    const peer = new Peer(host.authority, '', subprotocol)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await gate.reached
    await host.streams.close(noDeadline)
    expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
    gate.open()
    expect(await peer.brief()).toBe('the end')
    expect(host.errors).toEqual([])
  })
})

describe('handshakes with a server that goes away', () => {
  it('are refused, those that have begun and those that come while others are served', async () => {
    const host = await startRoomyHost()
    const { peer, socket } = await connect(host, 'xrpc.v0.cbor')
    await queue(host, peer, socket)
    const half = await RawClient.connect(host.authority)
    half.write(rawRequest().slice(0, 40))
    await until(async () => (await connectionsOf(host.http)) === 2)
    const closed = host.streams.close(noDeadline)
    const late = await RawClient.connect(host.authority)
    late.write(rawRequest())
    expect(await late.answer()).toMatchObject(refused)
    half.write(rawRequest().slice(40))
    const answer = await half.answer()
    expect(answer).toMatchObject(refused)
    expect(answer.headers.get('content-type')).toBe('application/json')
    // All of this went on while someone was still being served.
    expect(host.mount.connectionCount).toBe(1)
    peer.webSocket.resume()
    await closed
    const after = await RawClient.connect(host.authority)
    after.write(rawRequest())
    expect(await after.answer()).toMatchObject(refused)
  })

  it('are refused where auth is not done with them', async () => {
    const asked: AbortSignal[] = []
    const log = new MemoryLog()
    const streams = new StreamServer()
    streams.mount(stream, {
      source: log,
      auth: (_request, signal) => {
        asked.push(signal)
        return new Promise<never>(() => undefined)
      },
    })
    const authority = await serve(streams)
    const clients = [await RawClient.connect(authority), await RawClient.connect(authority)]
    for (const client of clients) client.write(rawRequest())
    await until(() => asked.length === clients.length)
    await streams.close()
    for (const client of clients) expect(await client.answer()).toMatchObject(refused)
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, true])
    await until(() => streams.connectionCount === 0)
  })
})

describe('going away', () => {
  it('cannot be said with 1000, which would be the end of the stream', () => {
    expectTypeOf<NonNullable<StreamServerCloseOptions['code']>>().toEqualTypeOf<1001 | 1012>()
  })

  it.each([29_000, 119_000])('waits until its deadline, here for %d ms', async (laterMs) => {
    const host = await startRoomyHost()
    const { peer, socket } = await connect(host, 'xrpc.v0.cbor')
    await queue(host, peer, socket)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const closed = host.streams.close({ deadlineMs: 120_000 })
      vi.advanceTimersByTime(laterMs)
      peer.webSocket.resume()
      expect(await peer.briefs(frameCount + 1)).toEqual([...expectedNotes, 'the end'])
      expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
      await closed
    } finally {
      vi.useRealTimers()
    }
  })

  it('can be said twice', async () => {
    const host = await startHost()
    const peer = new Peer(host.authority)
    await peer.brief()
    await Promise.all([host.streams.close(), host.streams.close({ code: 1001 })])
    expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
    await host.streams.close()
  })
})

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count))
  })
}
