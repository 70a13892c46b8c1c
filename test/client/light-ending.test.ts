import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import {
  ConnectError,
  DisconnectError,
  ProtocolError,
  ReceiveQueueError,
  SequenceChangedError,
  SequenceOrderError,
  StreamError,
  type LightOptions,
} from '../../templates/client/light/index.js'
import { DecodeError } from '../../templates/errors.js'
import type { FakeConnection } from './fake-dial.js'
import { json, lightBriefs, startLight } from './start-light.js'
import { cursor, note } from './start-subscription.js'

/** What a subscription throws when its first connection is played like this, and the connection. */
async function failure(
  play: (connection: FakeConnection) => unknown,
  options?: LightOptions,
): Promise<{ readonly error: unknown; readonly connection: FakeConnection }> {
  const { network, subscription } = startLight(options)
  const failed = subscription.next().then(
    (result) => result,
    (error: unknown) => error,
  )
  const connection = await network.dialled()
  play(connection)
  const error = await failed
  expect(await subscription.next()).toEqual({ done: true, value: undefined })
  expect(network.connections).toHaveLength(1)
  return { error, connection }
}

describe('a light subscription ends', () => {
  it('where its consumer leaves the loop', async () => {
    const { network, subscription } = startLight()
    const dialled = network.dialled().then((connection) => connection.open(json).send(note(1)))
    for await (const message of subscription) {
      expect(message).toEqual(note(1))
      break
    }
    expect((await dialled).closedWith).toBe(1000)
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
  })

  it('without connecting where the signal was aborted before', async () => {
    const { network, subscription } = startLight({ signal: AbortSignal.abort() })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    expect(network.connections).toEqual([])
  })

  it('where the signal is aborted, between two connections too', async () => {
    const abort = new AbortController()
    const backoff = { minMs: 2 ** 30, maxMs: 2 ** 30, random: () => 1 }
    const { network, subscription } = startLight({
      signal: abort.signal,
      backoff,
      onReconnect: () => queueMicrotask(() => abort.abort()),
    })
    const first = subscription.next()
    ;(await network.dialled()).open(json).drop()
    expect(await first).toEqual({ done: true, value: undefined })

    const other = new AbortController()
    const { network: open, subscription: waiting } = startLight({ signal: other.signal })
    const message = waiting.next()
    const connection = (await open.dialled()).open(json).send(cursor(1, 1, true))
    await message
    expect(waiting.live).toBe(true)
    const next = waiting.next()
    other.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(connection.closedWith).toBe(1000)
    expect(waiting).toMatchObject({ cursor: 1, live: undefined })
  })

  it('as if nothing had gone wrong where it did so unseen', async () => {
    const reconnections: unknown[] = []
    const abort = new AbortController()
    const { network, subscription } = startLight({
      signal: abort.signal,
      onReconnect: (reconnection) => reconnections.push(reconnection),
    })
    const first = subscription.next()
    const connection = (await network.dialled()).open(json).send(note(1))
    await first
    connection.drop(1007)
    abort.abort()
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    expect(reconnections).toEqual([])
  })

  it('at once where the signal is aborted by who is told of a lost connection', async () => {
    const abort = new AbortController()
    const { network, subscription } = startLight({
      signal: abort.signal,
      backoff: { minMs: 2 ** 30, maxMs: 2 ** 30, random: () => 1 },
      onReconnect: () => abort.abort(),
    })
    const first = subscription.next()
    ;(await network.dialled()).open(json).drop()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('and lets go of the signal', async () => {
    const { signal } = new AbortController()
    const { network, subscription } = startLight({ signal })
    const first = subscription.next()
    await network.dialled()
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await subscription.return()
    await first
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it.each([
    {
      what: 'a server that answers no token',
      play: (connection: FakeConnection) => connection.open(),
      error: new ProtocolError('the server speaks xrpc.v0.cbor instead of xrpc.v1.json'),
      code: 1002,
    },
    {
      what: 'another token than the one that was offered',
      play: (connection: FakeConnection) => connection.openWrongly('soap'),
      error: new ProtocolError('the server speaks soap instead of xrpc.v1.json'),
      code: 1002,
    },
    {
      what: 'a binary message',
      play: (connection: FakeConnection) => connection.open(json).sendBytes(Uint8Array.of(0xa0)),
      error: new ProtocolError('the server speaks binary messages instead of xrpc.v1.json'),
      code: 1002,
    },
    {
      what: 'a platform that knows that there is no JSON',
      play: (connection: FakeConnection) => connection.refuse('no-subprotocol'),
      error: new ProtocolError('no connection in xrpc.v1.json'),
      code: undefined,
    },
    {
      what: 'a request that is refused',
      play: (connection: FakeConnection) =>
        connection.end({ kind: 'refused', reason: 'other', detail: 'gone', status: 410 }),
      error: new ConnectError('gone in xrpc.v1.json', 410),
      code: undefined,
    },
    {
      what: 'a close code that says that the two do not understand each other',
      play: (connection: FakeConnection) => connection.open(json).drop(1007),
      error: new DisconnectError(1007, ''),
      code: undefined,
    },
    {
      what: 'an error of the stream',
      play: (connection: FakeConnection) =>
        connection.open(json).sendError('FutureCursor', 'too far'),
      error: new StreamError('FutureCursor', 'too far'),
      code: 1000,
    },
    {
      what: 'a frame that is no JSON',
      play: (connection: FakeConnection) =>
        connection.open(json).sendBytes(new TextEncoder().encode('{"$type":'), false),
      error: new DecodeError('truncated', 'the text ends too early', 9, '$type'),
      code: 1007,
    },
  ])('with $what', async ({ play, error, code }) => {
    const result = await failure(play)
    expect(result.error).toEqual(error)
    expect(result.connection.closedWith).toBe(code)
  })

  it('where the numbers are of another sequence', async () => {
    const { network, subscription } = startLight()
    const first = lightBriefs(subscription, 1)
    ;(await network.dialled())
      .open(json)
      .send(cursor(5, 5, true, { sequenceId: 'a' }))
      .drop()
    await first
    const second = subscription.next()
    ;(await network.dialled()).open(json).send(cursor(1, 1, true, { sequenceId: 'b' }))
    await expect(second).rejects.toEqual(new SequenceChangedError('a', 'b'))
  })

  it('where they go down', async () => {
    const { network, subscription } = startLight({ cursor: 4 })
    const first = subscription.next()
    ;(await network.dialled()).open(json).send(note(4), note(3))
    await expect(first).rejects.toEqual(new SequenceOrderError('went-down', 3, 4))
  })

  it('where it falls behind and has no position to resume from', async () => {
    const text = new TextEncoder().encode('{"$type":"other"}')
    const { error, connection } = await failure(
      (opened) => opened.open(json).sendBytes(text, false).sendBytes(text, false),
      { maxQueueBytes: text.length + 1 },
    )
    expect(error).toEqual(new ReceiveQueueError(text.length + 1))
    expect(connection.closedWith).toBe(1000)
  })

  it('with what a listener throws', async () => {
    const mistake = new Error('mistake')
    const fail = () => {
      throw mistake
    }
    const { error } = await failure((connection) => connection.open(json).drop(), {
      onReconnect: fail,
    })
    expect(error).toBe(mistake)
  })
})
