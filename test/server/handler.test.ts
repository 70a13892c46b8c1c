import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import type { HandlerContext, HandlerOptions } from '../../templates/server/handler-options.js'
import { StreamServer, type StreamServerOptions } from '../../templates/server/stream-server.js'
import { Deferred } from './deferred.js'
import {
  nsid,
  stream,
  streamWithoutCursor,
  type Message,
  type Note,
  type Params,
} from './example-stream.js'
import { Peer } from './harness.js'
import { serve, until } from './serve.js'

type Errors = 'FutureCursor' | 'ConsumerTooSlow'
type Context = HandlerContext<Params, Message, Errors, undefined>

const note = (seq: number, text = 'text'): Note => ({
  $type: `${nsid}#note`,
  seq,
  did: 'did:example:a',
  text,
})

/** Resolves when a connection is over, as handlers do that have nothing to say. */
async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
}

async function startHandler(
  handler: (context: Context) => AsyncIterable<Message>,
  options: {
    readonly mount?: Omit<HandlerOptions<Params, Message, Errors>, 'handler' | 'auth'>
    readonly server?: StreamServerOptions
    readonly stream?: typeof stream
  } = {},
) {
  const errors: unknown[] = []
  const streams = new StreamServer({ onError: (error) => errors.push(error), ...options.server })
  const mount = streams.mountHandler(options.stream ?? stream, { ...options.mount, handler })
  return { authority: await serve(streams), streams, mount, errors }
}

/** A handler that says where it is, and one message. */
async function* sayCursor({ sendCursor }: Context): AsyncGenerator<Message> {
  sendCursor({ cursor: 1, highestSeq: 2, live: true })
  yield note(3)
}

function statusUrl(authority: string): string {
  return `http://${authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`
}

describe('a handler', () => {
  it.each([undefined, 'xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const)(
    'is read in %s',
    async (subprotocol?: Subprotocol) => {
      const { authority, errors } = await startHandler(async function* ({ params, sendCursor }) {
        const cursor = params.cursor ?? 7
        sendCursor({ cursor, highestSeq: 9, live: false })
        yield note(cursor + 1)
        yield note(cursor + 2)
        sendCursor({ cursor: cursor + 2, highestSeq: 9, live: true })
      })
      const peer = new Peer(authority, '?cursor=4', subprotocol)
      expect(await peer.briefs(5)).toEqual([
        'cursor 4/9 replay',
        'note 5',
        'note 6',
        'cursor 6/9 live',
        'the end',
      ])
      expect(errors).toEqual([])
    },
  )

  it('ends the stream for good by returning', async () => {
    const { authority, mount } = await startHandler(async function* () {
      yield note(1)
    })
    const peer = new Peer(authority)
    expect(await peer.briefs(2)).toEqual(['note 1', 'the end'])
    expect(await peer.closed).toEqual({ code: 1000, reason: 'end of stream' })
    await until(() => mount.connectionCount === 0)
  })

  it.each(['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const)(
    'ends a connection with an error of the lexicon, in %s',
    async (subprotocol) => {
      const { authority, errors } = await startHandler(async function* ({ params, error }) {
        yield note(1)
        throw error('FutureCursor', `${params.cursor} is ahead`)
      })
      const peer = new Peer(authority, '?cursor=9', subprotocol)
      expect(await peer.briefs(2)).toEqual(['note 1', 'error FutureCursor: 9 is ahead'])
      expect(await peer.closed).toEqual({ code: 1008, reason: 'FutureCursor' })
      expect(errors).toEqual([])
    },
  )

  it('that fails costs its connection, and is reported', async () => {
    const { authority, errors } = await startHandler(async function* () {
      yield note(1)
      throw new Error('secret')
    })
    const peer = new Peer(authority)
    expect(await peer.briefs(2)).toEqual(['note 1', 'the end'])
    expect(await peer.closed).toEqual({ code: 1011, reason: 'internal error' })
    expect(errors).toEqual([new Error('secret')])
  })

  it('that fails before it yields is no different', async () => {
    const { authority, errors } = await startHandler(() => {
      throw new Error('secret')
    })
    expect(await new Peer(authority).closed).toEqual({ code: 1011, reason: 'internal error' })
    expect(errors).toEqual([new Error('secret')])
  })

  it('is told when the client goes away, and its finally is run', async () => {
    const over = new Deferred<string>()
    const { authority, mount, errors } = await startHandler(async function* ({ signal }) {
      try {
        yield note(1)
        await delay(1_000_000, undefined, { signal })
      } finally {
        over.resolve(`aborted: ${signal.aborted}`)
      }
    })
    const peer = new Peer(authority)
    expect(await peer.brief()).toBe('note 1')
    expect(mount.connectionCount).toBe(1)
    peer.webSocket.terminate()
    expect(await over.promise).toBe('aborted: true')
    await until(() => mount.connectionCount === 0)
    expect(errors).toEqual([])
  })

  it('need not be a generator, and is told to return', async () => {
    const returned = new Deferred<undefined>()
    const { authority } = await startHandler(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => undefined),
        return: async () => {
          returned.resolve(undefined)
          return { done: true, value: undefined }
        },
      }),
    }))
    const peer = new Peer(authority)
    peer.webSocket.on('open', () => peer.webSocket.terminate())
    await returned.promise
  })

  it('reports what goes wrong after the client has gone', async () => {
    const { authority, errors } = await startHandler(async function* ({ signal }) {
      yield note(1)
      await aborted(signal)
      throw new Error('cleaning up')
    })
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.terminate()
    await until(() => errors.length > 0)
    expect(errors).toEqual([new Error('cleaning up')])
  })

  it('goes away with the server, behind what is queued', async () => {
    const yielded = new Deferred<undefined>()
    const { authority, streams } = await startHandler(async function* ({ signal, send }) {
      yield note(1)
      send(note(2))
      yielded.resolve(undefined)
      await aborted(signal)
    })
    const peer = new Peer(authority)
    await yielded.promise
    await new Promise((resolve) => void setImmediate(resolve))
    await streams.close()
    expect(await peer.briefs(3)).toEqual(['note 1', 'note 2', 'the end'])
    expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
  })

  it('that never waits leaves others their turn', async () => {
    let seq = 0
    const { authority, streams } = await startHandler(async function* () {
      for (;;) yield note(++seq)
    })
    const peers = [new Peer(authority), new Peer(authority)]
    for (const peer of peers) expect(await peer.brief()).toMatch(/^note \d+$/)
    await streams.close({ deadlineMs: 0 })
    expect(streams.connectionCount).toBe(0)
  })

  it('yields messages that are encoded once for all who get them', async () => {
    let encoded = 0
    const codec = stream.codecs['xrpc.v1.json']
    const counting = {
      ...codec,
      encode: (message: Message) => {
        encoded++
        return codec.encode(message)
      },
    }
    const messages = [note(1), note(2)]
    const { authority } = await startHandler(
      async function* () {
        yield* messages
      },
      { stream: { ...stream, codecs: { ...stream.codecs, 'xrpc.v1.json': counting } } },
    )
    const read = () => new Peer(authority, '', 'xrpc.v1.json').briefs(3)
    const ends = ['note 1', 'note 2', 'the end']
    expect(await Promise.all([read(), read(), read()])).toEqual([ends, ends, ends])
    expect(encoded).toBe(2)
  })
})

describe('a consumer of a handler that is too slow', () => {
  const text = 'x'.repeat(100_000)

  it('holds the handler up, and loses nothing', async () => {
    let seq = 0
    const { authority } = await startHandler(async function* () {
      while (seq < 400) yield note(++seq, text)
    })
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.pause()
    const settled = async (): Promise<number> => {
      const before = seq
      await delay(50)
      return before === seq ? seq : settled()
    }
    expect(await settled()).toBeLessThan(400)
    peer.webSocket.resume()
    const rest = await peer.briefs(400)
    expect(rest).toEqual([...Array.from({ length: 399 }, (_, i) => `note ${i + 2}`), 'the end'])
  })

  it('is dropped once it has left no room for too long', async () => {
    const over = new Deferred<undefined>()
    const { authority } = await startHandler(
      async function* ({ signal }) {
        signal.addEventListener('abort', () => over.resolve(undefined))
        for (let seq = 1; ; seq++) yield note(seq, text)
      },
      { mount: { stallTimeoutMs: 20 } },
    )
    const peer = new Peer(authority)
    await peer.brief()
    peer.webSocket.pause()
    await over.promise
    peer.webSocket.resume()
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
    const lines: string[] = []
    while (lines.at(-1) !== 'the end') lines.push(await peer.brief())
    expect(lines.at(-2)).toBe('error ConsumerTooSlow: the consumer reads too slowly')
  })

  it('is dropped at once where the source cannot wait', async () => {
    const connected = new Deferred<Context>()
    const { authority, errors } = await startHandler(async function* (context) {
      connected.resolve(context)
      await aborted(context.signal)
      yield* []
    })
    const peer = new Peer(authority)
    const { send, signal } = await connected.promise
    peer.webSocket.pause()
    let sent = 0
    while (!signal.aborted) send(note(++sent, text))
    expect(sent).toBeGreaterThan(10)
    send(note(++sent))
    peer.webSocket.resume()
    expect(await peer.closed).toEqual({ code: 1008, reason: 'ConsumerTooSlow' })
    expect(errors).toEqual([])
  })
})

describe('#cursor of a handler', () => {
  it('tells the time', async () => {
    const { authority } = await startHandler(sayCursor, {
      server: { now: () => Date.UTC(2026, 0, 2) },
    })
    expect(await new Peer(authority).message()).toEqual({
      $type: `${nsid}#cursor`,
      cursor: 1,
      highestSeq: 2,
      live: true,
      time: '2026-01-02T00:00:00.000Z',
    })
  })

  it('goes to v1 only where that is said', async () => {
    const { authority } = await startHandler(sayCursor, { mount: { cursorMessages: 'v1' } })
    expect(await new Peer(authority).brief()).toBe('note 3')
    expect(await new Peer(authority, '', 'xrpc.v0.cbor').brief()).toBe('note 3')
    expect(await new Peer(authority, '', 'xrpc.v1.cbor').brief()).toBe('cursor 1/2 live')
  })

  it.each([
    [{ cursor: 3, highestSeq: 10 }, '#cursor 3/10 is below 4/9'],
    [{ cursor: 5, highestSeq: 8 }, '#cursor 5/8 is below 4/9'],
  ])('never goes back, as to %j', async (fields, message) => {
    const { authority, errors } = await startHandler(async function* ({ sendCursor }) {
      sendCursor({ cursor: 4, highestSeq: 9, live: true })
      yield note(5)
      sendCursor({ ...fields, live: true })
    })
    const peer = new Peer(authority)
    expect(await peer.briefs(3)).toEqual(['cursor 4/9 live', 'note 5', 'the end'])
    expect((await peer.closed).code).toBe(1011)
    expect(errors).toEqual([new RangeError(message)])
  })

  it('does not pile up for a consumer that takes nothing', async () => {
    const connected = new Deferred<Context>()
    const { authority } = await startHandler(
      async function* (context) {
        connected.resolve(context)
        await aborted(context.signal)
        yield* []
      },
      { mount: { highWaterBytes: 1 } },
    )
    const peer = new Peer(authority)
    const { send, sendCursor } = await connected.promise
    // More than the kernel takes in one turn.
    send(note(1, 'x'.repeat(20 * 1024 * 1024)))
    sendCursor({ cursor: 1, highestSeq: 1, live: true })
    expect(await peer.brief()).toBe('note 1')
    peer.webSocket.close()
    expect(await peer.brief()).toBe('the end')
  })

  it('is left out where the lexicon has none', async () => {
    const { authority } = await startHandler(sayCursor, { stream: streamWithoutCursor })
    expect(await new Peer(authority).brief()).toBe('note 3')
  })
})

describe('the status of a handler', () => {
  it('is what it says', async () => {
    const { authority } = await startHandler(async function* () {}, {
      mount: { status: () => ({ highestSeq: 4, seqScheme: 'counter' }), subprotocols: [] },
      server: { now: () => 0 },
    })
    expect(await (await fetch(statusUrl(authority))).json()).toEqual({
      stream: nsid,
      highestSeq: 4,
      seqScheme: 'counter',
      time: '1970-01-01T00:00:00.000Z',
      subprotocols: ['xrpc.v0.cbor'],
    })
  })

  it('is not implemented where it says nothing', async () => {
    const { authority } = await startHandler(async function* () {})
    const response = await fetch(statusUrl(authority))
    expect([response.status, await response.json()]).toEqual([
      501,
      { error: 'MethodNotImplemented', message: 'this stream does not tell its status' },
    ])
  })
})
