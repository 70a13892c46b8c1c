import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { DropReason } from '../../templates/server/metrics/drop-reason.js'
import { streamLag } from '../../templates/server/metrics/stream-lag.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { changedSource } from './changed-source.js'
import { Deferred } from './deferred.js'
import { noteFrame, nsid, stream, type Message, type Note } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame } from './raw-client.js'
import { serve, until } from './serve.js'

const note = (seq: number): Note => ({
  $type: `${nsid}#note`,
  seq,
  did: 'did:example:a',
  text: 'text',
})

/** The parts of the first stream, each as a line: subprotocol, shard, live and replaying ones. */
async function connectionsOf(streams: StreamServer): Promise<string[]> {
  const [first] = (await streams.stats()).streams
  return (first?.parts ?? []).map(
    ({ subprotocol, shard, connections, replayingConnections }) =>
      `${subprotocol} ${shard}: ${connections - replayingConnections} live, ${replayingConnections} replaying`,
  )
}

/** Drops that have happened, by reason. */
async function dropsOf(streams: StreamServer): Promise<Record<string, number>> {
  const [first] = (await streams.stats()).streams
  return Object.fromEntries(Object.entries(first?.drops ?? {}).filter(([, count]) => count > 0))
}

describe('the statistics of a server', () => {
  it('are all there before anything happens', async () => {
    const { streams } = await startHost()
    const { refusedHandshakes, ...rest } = await streams.stats()
    expect(rest).toEqual({
      streams: [
        {
          stream: nsid,
          parts: [],
          encodedMessages: { 'xrpc.v0.cbor': 0, 'xrpc.v1.cbor': 0, 'xrpc.v1.json': 0 },
          drops: {
            'consumer-too-slow': 0,
            'future-cursor': 0,
            'source-failed': 0,
            'stream-error': 0,
            'too-many-incoming': 0,
            'dead-peer': 0,
            'server-closing': 0,
          },
          highestSeq: 0,
          lagSeqs: 0,
          lagSeconds: undefined,
        },
      ],
      connections: 0,
      bufferedBytes: 0,
    })
    expect(refusedHandshakes.every(({ count }) => count === 0)).toBe(true)
    expect(refusedHandshakes).toHaveLength(13)
  })

  it('tell connections by subprotocol, shard and mode, as they rise and fall', async () => {
    const gate = new Deferred<void>()
    const { authority, streams, publisher } = await startHost({
      log: { slots: 4 },
      source: (log) =>
        changedSource(log, {
          read: async (request) => {
            await gate.promise
            return log.read(request)
          },
        }),
    })
    await publishNotes(publisher, 3)
    const queries: [string, Subprotocol?][] = [
      [''],
      ['?cursor=0'],
      ['?cursor=0'],
      ['?shardCount=4&shard=2', 'xrpc.v1.json'],
      ['?cursor=1&shardCount=4&shard=2', 'xrpc.v1.json'],
      ['?cursor=1&shardCount=2&shard=0', 'xrpc.v1.json'],
    ]
    const peers = queries.map((query) => new Peer(authority, ...query))
    for (const peer of peers) await peer.brief()
    expect((await connectionsOf(streams)).toSorted()).toEqual([
      'xrpc.v0.cbor all: 1 live, 2 replaying',
      'xrpc.v1.json 0/2: 0 live, 1 replaying',
      'xrpc.v1.json 2/4: 1 live, 1 replaying',
    ])
    expect((await streams.stats()).connections).toBe(6)
    gate.resolve()
    const isNow = (lines: readonly string[]) =>
      until(async () => lines.join() === (await connectionsOf(streams)).toSorted().join())
    await isNow([
      'xrpc.v0.cbor all: 3 live, 0 replaying',
      'xrpc.v1.json 0/2: 1 live, 0 replaying',
      'xrpc.v1.json 2/4: 2 live, 0 replaying',
    ])
    for (const peer of peers.slice(1)) peer.webSocket.terminate()
    await isNow([
      'xrpc.v0.cbor all: 1 live, 0 replaying',
      'xrpc.v1.json 0/2: 0 live, 0 replaying',
      'xrpc.v1.json 2/4: 0 live, 0 replaying',
    ])
    expect((await streams.stats()).connections).toBe(1)
  })

  it('count those still shaking hands, and a filter of its own as filtered', async () => {
    const gate = new Deferred<undefined>()
    const streams = new StreamServer()
    const auth = () => gate.promise
    streams.mount(stream, { source: new MemoryLog(), auth, filter: () => () => true })
    const peer = new Peer(await serve(streams))
    await until(() => streams.connectionCount === 1)
    expect((await streams.stats()).connections).toBe(1)
    expect(await connectionsOf(streams)).toEqual([])
    gate.resolve(undefined)
    await peer.brief()
    expect(await connectionsOf(streams)).toEqual(['xrpc.v0.cbor filtered: 1 live, 0 replaying'])
  })

  it('tell messages that were sent live from replayed ones', async () => {
    const { authority, streams, publisher } = await startHost()
    await publishNotes(publisher, 4)
    const peer = new Peer(authority, '?cursor=1')
    expect(await peer.briefs(5)).toEqual([
      'cursor 1/4 replay',
      'note 2',
      'note 3',
      'note 4',
      'cursor 4/4 live',
    ])
    await publishNotes(publisher, 2)
    expect(await peer.briefs(2)).toEqual(['note 5', 'note 6'])
    const [first] = (await streams.stats()).streams
    expect(first?.parts).toEqual([
      {
        subprotocol: 'xrpc.v0.cbor',
        shard: 'all',
        connections: 1,
        replayingConnections: 0,
        liveMessages: 2,
        replayedMessages: 3,
        bytes: 5 * noteFrame(1, 'text').length,
      },
    ])
  })

  it('show that a message is encoded once for all of its subscribers', async () => {
    const { authority, streams, publisher } = await startHost()
    const peers = Array.from({ length: 5 }, () => new Peer(authority, '', 'xrpc.v1.json'))
    for (const peer of peers) await peer.brief()
    await publishNotes(publisher, 10)
    for (const peer of peers) expect((await peer.briefs(10)).at(-1)).toBe('note 10')
    const [first] = (await streams.stats()).streams
    expect(first?.encodedMessages).toEqual({
      'xrpc.v0.cbor': 0,
      'xrpc.v1.cbor': 0,
      'xrpc.v1.json': 10,
    })
    expect(first?.parts[0]?.liveMessages).toBe(50)
  })

  it('of a handler are the same, but for what only the handler knows', async () => {
    const streams = new StreamServer()
    const shared = [note(1), note(2)]
    const mount = streams.mountHandler(stream, {
      async *handler({ signal }): AsyncGenerator<Message> {
        yield* shared
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve)
        })
      },
    })
    const authority = await serve(streams)
    const peers = [new Peer(authority), new Peer(authority)]
    for (const peer of peers) expect(await peer.briefs(2)).toEqual(['note 1', 'note 2'])
    const stats = await mount.stats()
    expect(stats).toMatchObject({
      stream: nsid,
      encodedMessages: { 'xrpc.v0.cbor': 2, 'xrpc.v1.cbor': 0, 'xrpc.v1.json': 0 },
      highestSeq: undefined,
      lagSeqs: undefined,
      lagSeconds: undefined,
    })
    expect(stats.parts).toEqual([
      {
        subprotocol: 'xrpc.v0.cbor',
        shard: 'all',
        connections: 2,
        replayingConnections: 0,
        liveMessages: 4,
        replayedMessages: 0,
        bytes: 4 * noteFrame(1, 'text').length,
      },
    ])
    expect((await streams.stats()).streams).toEqual([stats])
    for (const peer of peers) peer.webSocket.terminate()
    const none = 'xrpc.v0.cbor all: 0 live, 0 replaying'
    await until(async () => (await connectionsOf(streams))[0] === none)
  })
})

describe('the lag', () => {
  it('is that of the slowest connection, in seconds where the numbers tell the time', async () => {
    const stalled = new Deferred<void>()
    const { authority, streams, publisher } = await startHost({
      log: { seqScheme: 'unix-micros' },
      source: (log) =>
        changedSource(log, {
          read: async (request) => {
            if (request.after < 5_000_000) await stalled.promise
            return log.read(request)
          },
        }),
    })
    for (const seq of [1_000_000, 2_000_000, 5_500_000]) {
      await publisher.publishFrame(noteFrame(seq))
    }
    const lag = async () => {
      const [first] = (await streams.stats()).streams
      return [first?.highestSeq, first?.lagSeqs, first?.lagSeconds]
    }
    const fast = new Peer(authority)
    expect(await fast.brief()).toBe('cursor 5500000/5500000 live')
    expect(await lag()).toEqual([5_500_000, 0, 0])
    const slow = new Peer(authority, '?cursor=2000000')
    expect(await slow.brief()).toBe('cursor 2000000/5500000 replay')
    expect(await lag()).toEqual([5_500_000, 3_500_000, 3.5])
    stalled.resolve()
    expect(await slow.brief()).toBe('note 5500000')
    expect(await lag()).toEqual([5_500_000, 0, 0])
  })

  it('leaves out who has not begun, and who is closing', async () => {
    const begin = new Deferred<void>()
    const never = new Promise<never>(() => undefined)
    let isHeld = false
    const { authority, streams, publisher } = await startHost({
      source: (log) =>
        changedSource(log, {
          position: async () => {
            if (isHeld) await begin.promise
            return log.position()
          },
          read: () => never,
        }),
    })
    await publishNotes(publisher, 9)
    const lag = async () => (await streams.stats()).streams[0]?.lagSeqs
    isHeld = true
    const peer = new Peer(authority, '?cursor=2')
    await until(() => streams.connectionCount === 1)
    isHeld = false
    expect(await lag()).toBe(0)
    begin.resolve()
    expect(await peer.brief()).toBe('cursor 2/9 replay')
    expect(await lag()).toBe(7)
    // It will not answer the close frame.
    peer.webSocket.pause()
    void streams.close()
    expect([await lag(), streams.connectionCount]).toEqual([0, 1])
  })

  it('is unknown while the source fails, of which onError is told', async () => {
    const { streams, errors } = await startHost({
      source: (log) =>
        changedSource(log, {
          position: () => {
            throw new Error('out of order')
          },
        }),
    })
    const [first] = (await streams.stats()).streams
    expect(first).toMatchObject({
      highestSeq: undefined,
      lagSeqs: undefined,
      lagSeconds: undefined,
    })
    expect(errors).toEqual([new Error('out of order')])
  })

  it('is unknown where the source does not answer in time', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const errors: unknown[] = []
    const source = changedSource(new MemoryLog(), { position: () => new Promise(() => undefined) })
    const lag = streamLag(
      source,
      () => [],
      (error) => errors.push(error),
    )
    vi.advanceTimersByTime(2000)
    expect(await lag).toEqual({ highestSeq: undefined, lagSeqs: undefined, lagSeconds: undefined })
    expect(errors).toEqual([new Error('the source did not say where it stands within 2000 ms')])
  })
})

describe('drops', () => {
  it.each<[DropReason, Parameters<typeof startHost>[0], (authority: string) => Promise<unknown>]>([
    ['future-cursor', {}, (authority) => new Peer(authority, '?cursor=9').closed],
    [
      'source-failed',
      { source: (log) => changedSource(log, { read: () => Promise.reject(new Error('broken')) }) },
      (authority) => new Peer(authority).closed,
    ],
    [
      'too-many-incoming',
      { server: { maxIncomingPerSecond: 1 } },
      async (authority) => {
        const client = await RawClient.open(authority)
        const ping = rawFrame({ opcode: opcodes.ping })
        client.write(Buffer.concat(Array.from({ length: 20 }, () => ping)))
        expect(await client.closeFrame()).toBe('1008 too many incoming messages')
        client.socket.destroy()
      },
    ],
    [
      'dead-peer',
      { server: { pingIntervalMs: 16 } },
      async (authority) => (await RawClient.open(authority)).ended(),
    ],
  ])('are counted as %s', async (reason, options, provoke) => {
    const { authority, streams } = await startHost(options)
    await provoke(authority)
    await until(async () => Object.keys(await dropsOf(streams)).length > 0)
    expect(await dropsOf(streams)).toEqual({ [reason]: 1 })
  })

  it('are counted as stream-error where a handler ends them so', async () => {
    const streams = new StreamServer()
    streams.mountHandler(stream, {
      handler: ({ error }) => {
        throw error('FutureCursor', 'not yet')
      },
    })
    await new Peer(await serve(streams)).closed
    expect(await dropsOf(streams)).toEqual({ 'stream-error': 1 })
  })

  it('are counted as consumer-too-slow, once for each', async () => {
    const log = new MemoryLog({ maxFrames: 4 })
    const { authority, streams, publisher } = await startHost({ log })
    const slow = [new Peer(authority), new Peer(authority)]
    const fast = new Peer(authority)
    for (const peer of [...slow, fast]) await peer.brief()
    for (const peer of slow) peer.webSocket.pause()
    const text = 'x'.repeat(256 * 1024)
    for (let seq = 1; seq <= 120; seq++) {
      await publisher.publishFrame(noteFrame(seq, text))
      expect(await fast.brief()).toBe(`note ${seq}`)
    }
    expect((await streams.stats()).bufferedBytes).toBeGreaterThan(0)
    for (const peer of slow) peer.webSocket.resume()
    for (const peer of slow) {
      expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
    }
    expect(await dropsOf(streams)).toEqual({ 'consumer-too-slow': 2 })
    expect((await streams.stats()).bufferedBytes).toBe(0)
  })

  it('are counted as server-closing, but those that clients ended are not', async () => {
    const { authority, streams } = await startHost()
    const left = new Peer(authority)
    const peer = new Peer(authority)
    await left.brief()
    await peer.brief()
    left.webSocket.close()
    await left.closed
    await until(() => streams.connectionCount === 1)
    expect(await dropsOf(streams)).toEqual({})
    await streams.close()
    expect(await dropsOf(streams)).toEqual({ 'server-closing': 1 })
  })
})
