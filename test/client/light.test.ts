import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DialEnd } from '../../templates/client/dial.js'
import { DisconnectError, subscribe } from '../../templates/client/light/index.js'
import { nsid, stream } from '../server/example-stream.js'
import { json, lightBriefs, startLight } from './start-light.js'
import { cursor, note } from './start-subscription.js'

const codec = stream.codecs[json]

describe('a light subscription', () => {
  it('connects when the first message is asked for, and asks for JSON', async () => {
    const query = new URLSearchParams({ shard: '0', shardCount: '2' })
    const { network, subscription } = startLight({ cursor: 7, query })
    expect(network.connections).toEqual([])
    const first = subscription.next()
    const connection = await network.dialled()
    expect(connection.url.href).toBe(
      'wss://relay.example/xrpc/org.example.subscribeNotes?shard=0&shardCount=2&cursor=7',
    )
    expect(connection.offers).toEqual([json])
    connection.open(json).send(note(8))
    expect(await first).toEqual({ done: false, value: note(8) })
  })

  it.each([
    { options: {}, wanted: null, known: undefined },
    { options: { cursor: 'live' }, wanted: null, known: undefined },
    { options: { cursor: 'oldest' }, wanted: '0', known: 0 },
    { options: { cursor: 5 }, wanted: '5', known: 5 },
    { options: { query: new URLSearchParams('cursor=6') }, wanted: '6', known: 6 },
    { options: { query: new URLSearchParams('cursor=6'), cursor: 5 }, wanted: '5', known: 5 },
    {
      options: { query: new URLSearchParams('cursor=6'), cursor: 'live' },
      wanted: null,
      known: undefined,
    },
  ] as const)('starts with $options at $wanted', async ({ options, wanted, known }) => {
    const { network, subscription } = startLight(options)
    expect(subscription.cursor).toBe(known)
    const first = subscription.next()
    const { url } = await network.dialled()
    expect(url.searchParams.get('cursor')).toBe(wanted)
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('leaves the query it was given as it is', () => {
    const query = new URLSearchParams('cursor=6')
    startLight({ query })
    expect(query.get('cursor')).toBe('6')
  })

  it('takes a whole address, and says at once where there is none', async () => {
    const { network, subscription } = startLight({
      url: 'ws://other.example/path?fixed=1',
      cursor: 3,
    })
    void subscription.next()
    const { url } = await network.dialled()
    expect(url.href).toBe('ws://other.example/path?fixed=1&cursor=3')
    expect(() => startLight({ host: 'ftp://relay.example' })).toThrow(
      new TypeError('ftp: is not a scheme of WebSockets'),
    )
    expect(() => subscribe(stream, {})).toThrow(TypeError)
  })

  it('offers nothing where JSON is what the stream is in anyway', async () => {
    const { network, subscription } = startLight({}, { ...stream, defaultSubprotocol: json })
    const first = subscription.next()
    const connection = await network.dialled()
    expect(connection.offers).toEqual([])
    connection.open().sendBytes(codec.encode(note(1)), false)
    expect(await first).toEqual({ done: false, value: note(1) })
  })

  it('yields every message in order and tells where its consumer is', async () => {
    const { network, subscription } = startLight({ cursor: 3 })
    const lines = lightBriefs(subscription, 1)
    const connection = await network.dialled()
    expect(subscription).toMatchObject({ cursor: 3, live: undefined })
    connection.open(json)
    connection.send(cursor(3, 5, false), note(4), note(5), cursor(5, 5, true), note(6))
    expect(await lines).toEqual(['cursor 3/5 replay'])
    expect(subscription).toMatchObject({ cursor: 3, live: false })
    expect(await lightBriefs(subscription, 2)).toEqual(['note 4', 'note 5'])
    expect(subscription).toMatchObject({ cursor: 5, live: false })
    expect(await lightBriefs(subscription, 2)).toEqual(['cursor 5/5 live', 'note 6'])
    expect(subscription).toMatchObject({ cursor: 6, live: true })
  })

  it('answers several calls in their order', async () => {
    const { network, subscription } = startLight()
    const calls = [subscription.next(), subscription.next(), subscription.next()]
    ;(await network.dialled()).open(json).send(note(1), note(2))
    expect(await Promise.all(calls.slice(0, 2))).toEqual([
      { done: false, value: note(1) },
      { done: false, value: note(2) },
    ])
    await subscription.return()
    expect(await calls[2]).toEqual({ done: true, value: undefined })
  })

  it('skips and reports what its lexicon does not know', async () => {
    const unknown: unknown[] = []
    const { network, subscription } = startLight({ onUnknown: (frame) => unknown.push(frame) })
    const lines = lightBriefs(subscription, 1)
    const connection = (await network.dialled()).open(json)
    for (const text of [
      `{"$type":"message","payload":{"$type":"${nsid}#new"}}`,
      '{"$type":"other"}',
    ]) {
      connection.sendBytes(new TextEncoder().encode(text), false)
    }
    connection.send(note(1))
    expect(await lines).toEqual(['note 1'])
    expect(unknown).toEqual([
      { kind: 'unknown-message', type: `${nsid}#new` },
      { kind: 'unknown-op', op: 'other' },
    ])
  })

  it('takes the position of the server where its own lies beyond the end', async () => {
    const { network, subscription } = startLight({ cursor: 100 })
    const lines = lightBriefs(subscription, 2)
    ;(await network.dialled()).open(json).send(cursor(7, 7, true), note(8))
    expect(await lines).toEqual(['cursor 7/7 live', 'note 8'])
    expect(subscription.cursor).toBe(8)
  })
})

describe('a light subscription that reconnects', () => {
  it('goes on from the last position and drops what was seen', async () => {
    const reconnections: unknown[] = []
    const { network, subscription } = startLight({
      onReconnect: (reconnection) => reconnections.push(reconnection),
    })
    const first = lightBriefs(subscription, 2)
    ;(await network.dialled()).open(json).send(note(1), note(2)).drop()
    expect(await first).toEqual(['note 1', 'note 2'])
    const second = lightBriefs(subscription, 3)
    const connection = await network.dialled()
    expect(subscription.live).toBeUndefined()
    expect(connection.url.searchParams.get('cursor')).toBe('2')
    connection.open(json).send(cursor(2, 3, false), note(2), note(3), cursor(9, 9, true))
    expect(await second).toEqual(['cursor 2/3 replay', 'note 3', 'cursor 9/9 live'])
    connection.drop()
    const third = lightBriefs(subscription, 1)
    const last = await network.dialled()
    expect(last.url.searchParams.get('cursor')).toBe('9')
    last.open(json).send(note(10))
    expect(await third).toEqual(['note 10'])
    expect(reconnections).toEqual([
      { error: new DisconnectError(1006, ''), failures: 1, delayMs: 0 },
      { error: new DisconnectError(1006, ''), failures: 1, delayMs: 0 },
    ])
  })

  it('knows nothing of being live meanwhile', async () => {
    const live: unknown[] = []
    const { network, subscription } = startLight({
      onReconnect: () => live.push(subscription.live),
    })
    const first = subscription.next()
    const connection = (await network.dialled()).open(json).send(cursor(4, 4, true))
    await first
    expect(subscription.live).toBe(true)
    const second = subscription.next()
    connection.drop()
    ;(await network.dialled()).open(json).send(note(5))
    await second
    expect(live).toEqual([undefined])
    expect(subscription.live).toBeUndefined()
  })

  it('counts the attempts that brought nothing', async () => {
    const told: string[] = []
    const { network, subscription } = startLight({
      backoff: { minMs: 1, maxMs: 4, random: () => 1, laterMs: 2 },
      onReconnect: ({ error, failures, delayMs }) =>
        told.push(`${failures}, ${delayMs} ms: ${error.message}`),
    })
    const first = lightBriefs(subscription, 1)
    const refused: DialEnd = { kind: 'refused', reason: 'unknown', detail: 'no connection' }
    ;(await network.dialled()).end(refused)
    ;(await network.dialled()).end({ ...refused, reason: 'other', status: 503 })
    ;(await network.dialled()).open(json).sendError('ConsumerTooSlow')
    ;(await network.dialled()).open(json).send(note(1))
    expect(await first).toEqual(['note 1'])
    expect(told).toEqual([
      '1, 1 ms: no connection in xrpc.v1.json',
      '2, 4 ms: HTTP 503: no connection in xrpc.v1.json',
      '3, 4 ms: ConsumerTooSlow',
    ])
  })

  it.each([
    ['that sends #cursor', {}, [cursor(0, 0, true)], 120_000],
    ['of which that was said', { idleTimeoutMs: 2000 }, [], 2000],
  ] as const)('when nothing comes from a server %s', async (_what, options, messages, limitMs) => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const reasons: string[] = []
    const { network, subscription } = startLight({
      ...options,
      onReconnect: ({ error }) => reasons.push(error.message),
    })
    const all = lightBriefs(subscription, messages.length + 1)
    const one = await network.dialled()
    one.open(json).send(...messages)
    await vi.advanceTimersByTimeAsync(limitMs - 1)
    expect(reasons).toEqual([])
    await vi.advanceTimersByTimeAsync(limitMs / 2)
    expect(one.closedWith).toBe(1000)
    expect(reasons).toEqual([`the connection was given up: no message within ${limitMs} ms`])
    const two = await network.dialled()
    two.open(json).send(note(1))
    expect((await all).at(-1)).toBe('note 1')
    await subscription.return()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('never for silence where that is not wanted', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { network, subscription } = startLight({ idleTimeoutMs: 0 })
    const all = lightBriefs(subscription, 2)
    const one = await network.dialled()
    one.open(json).send(cursor(0, 0, true))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(one.closedWith).toBe(undefined)
    one.send(note(1))
    expect(await all).toHaveLength(2)
    await subscription.return()
  })

  it('waits for as long as it said, whatever the old connection still does', async () => {
    const backoff = { minMs: 2 ** 30, maxMs: 2 ** 30, random: () => 1 }
    const { network, subscription } = startLight({ backoff })
    const first = subscription.next()
    const connection = (await network.dialled()).open(json)
    connection.sendError('ConsumerTooSlow')
    await new Promise(setImmediate)
    expect(connection.closedWith).toBe(1000)
    connection.send(note(1)).drop(1000)
    await new Promise(setImmediate)
    expect(network.connections).toHaveLength(1)
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('resumes behind a slow consumer once what came has been consumed', async () => {
    const maxQueueBytes = codec.encode(note(1)).length * 2
    const { network, subscription } = startLight({ maxQueueBytes })
    const first = lightBriefs(subscription, 1)
    const connection = (await network.dialled()).open(json)
    connection.send(note(1))
    expect(await first).toEqual(['note 1'])
    connection.send(note(2), note(3))
    expect(connection.closedWith).toBeUndefined()
    connection.send(note(4), note(5))
    expect(connection.closedWith).toBe(1000)
    const others = lightBriefs(subscription, 4)
    const next = await network.dialled()
    expect(next.url.searchParams.get('cursor')).toBe('4')
    next.open(json).send(note(5))
    expect(await others).toEqual(['note 2', 'note 3', 'note 4', 'note 5'])
  })
})
