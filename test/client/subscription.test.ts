import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import {
  ConnectError,
  DisconnectError,
  ProtocolError,
  SequenceChangedError,
  StreamError,
} from '../../templates/client/subscribe-error.js'
import { DecodeError } from '../../templates/errors.js'
import { nsid } from '../server/example-stream.js'
import { brief } from '../server/harness.js'
import type { FakeNetwork } from './fake-dial.js'
import { briefs, cursor, note, start } from './start-subscription.js'

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** What a subscription throws when its connections are played like this. */
async function ends(
  options: Parameters<typeof start>[0],
  play: (network: FakeNetwork) => Promise<unknown>,
): Promise<{ error: unknown; network: FakeNetwork }> {
  const { network, subscription } = start(options)
  const failed = subscription.next().then(
    () => 'a message',
    (error: unknown) => error,
  )
  await play(network)
  const error = await failed
  expect(await subscription.next()).toEqual({ done: true, value: undefined })
  return { error, network }
}

describe('a subscription', () => {
  it('connects when the first message is asked for', async () => {
    const { network, subscription } = start({ cursor: 7, params: { shard: 0, shardCount: 2 } })
    expect(network.connections).toEqual([])
    const first = subscription.next()
    const connection = await network.dialled()
    expect(connection.url.href).toBe(
      'wss://relay.example/xrpc/org.example.subscribeNotes?shard=0&shardCount=2&cursor=7',
    )
    expect(connection.offers).toEqual([])
    connection.open().send(note(8))
    expect(await first).toEqual({ done: false, value: note(8) })
  })

  it('yields every message in order and tells where its consumer is', async () => {
    const { network, subscription } = start({ cursor: 3 })
    const lines = briefs(subscription, 1)
    const connection = await network.dialled()
    expect(subscription).toMatchObject({ cursor: 3, live: undefined })
    connection.open().send(cursor(3, 5, false), note(4), note(5), cursor(5, 5, true), note(6))
    expect(await lines).toEqual(['cursor 3/5 replay'])
    expect(subscription).toMatchObject({ cursor: 3, live: false, subprotocol: 'xrpc.v0.cbor' })
    expect(await briefs(subscription, 2)).toEqual(['note 4', 'note 5'])
    expect(subscription).toMatchObject({ cursor: 5, live: false })
    expect(await briefs(subscription, 2)).toEqual(['cursor 5/5 live', 'note 6'])
    expect(subscription).toMatchObject({ cursor: 6, live: true })
    expect(subscription.position).toMatchObject({ cursor: 6, highestSeq: 6, inferred: false })
  })

  it('answers several calls in their order', async () => {
    const { network, subscription } = start()
    const calls = [subscription.next(), subscription.next(), subscription.next()]
    const connection = (await network.dialled()).open()
    connection.send(note(1), note(2))
    await subscription.return()
    expect(await Promise.all(calls)).toEqual([
      { done: false, value: note(1) },
      { done: false, value: note(2) },
      { done: true, value: undefined },
    ])
    expect(connection.closedWith).toBe(1000)
  })

  it('skips and reports what its lexicon does not know', async () => {
    const unknown: unknown[] = []
    const { network, subscription } = start({ onUnknown: (frame) => unknown.push(frame) })
    const lines = briefs(subscription, 1)
    ;(await network.dialled())
      .open()
      // {"t": "#new", "op": 1} {}
      .sendBytes(hex('a2 61 74 64 23 6e 65 77 62 6f 70 01 a0'))
      // {"op": 2} {}
      .sendBytes(hex('a1 62 6f 70 02 a0'))
      .send(note(1))
    expect(await lines).toEqual(['note 1'])
    expect(unknown).toEqual([
      { kind: 'unknown-message', type: `${nsid}#new` },
      { kind: 'unknown-op', op: 2 },
    ])
  })
})

describe('reconnecting', () => {
  it('goes on from the last position and drops what was seen', async () => {
    const reconnections: unknown[] = []
    const { network, subscription } = start({
      onReconnect: (reconnection) => reconnections.push(reconnection),
    })
    const first = briefs(subscription, 2)
    ;(await network.dialled()).open().send(note(1), note(2)).drop()
    expect(await first).toEqual(['note 1', 'note 2'])
    const second = briefs(subscription, 3)
    const connection = await network.dialled()
    expect(connection.url.searchParams.get('cursor')).toBe('2')
    connection.open().send(cursor(2, 3, false), note(2), note(3), cursor(9, 9, true))
    expect(await second).toEqual(['cursor 2/3 replay', 'note 3', 'cursor 9/9 live'])
    connection.drop(1012)
    const third = briefs(subscription, 1)
    const last = await network.dialled()
    expect(last.url.searchParams.get('cursor')).toBe('9')
    last.open().send(note(10))
    await third
    expect(reconnections).toEqual([
      { error: new DisconnectError(1006, ''), failures: 1, delayMs: 0 },
      { error: new DisconnectError(1012, ''), failures: 1, delayMs: 0 },
    ])
  })

  it('consumes what came before the connection was lost first', async () => {
    const { network, subscription } = start()
    const first = briefs(subscription, 1)
    ;(await network.dialled()).open().send(note(1), note(2), note(3)).drop()
    expect(await first).toEqual(['note 1'])
    expect(subscription.cursor).toBe(1)
    expect(await briefs(subscription, 2)).toEqual(['note 2', 'note 3'])
    expect(network.connections).toHaveLength(1)
  })

  it('knows nothing of being live while there is no connection', async () => {
    const { network, subscription } = start()
    const first = briefs(subscription, 1)
    ;(await network.dialled())
      .open()
      .send(cursor(4, 4, true))
      .drop()
    await first
    const second = briefs(subscription, 1)
    const connection = await network.dialled()
    expect(subscription).toMatchObject({ live: undefined, subprotocol: undefined, cursor: 4 })
    connection.open().send(note(5))
    await second
  })

  it('counts failures until something is received', async () => {
    const failures: number[] = []
    const { network, subscription } = start({
      onReconnect: (reconnection) => failures.push(reconnection.failures),
    })
    const line = briefs(subscription, 1)
    ;(await network.dialled()).refuse()
    ;(await network.dialled()).refuse()
    ;(await network.dialled()).open().drop()
    ;(await network.dialled()).open().send(note(1))
    await line
    const next = briefs(subscription, 1)
    network.connections.at(-1)?.drop()
    ;(await network.dialled()).open().send(note(2))
    await next
    expect(failures).toEqual([1, 2, 3, 1])
  })

  it('waits as long as the server says', async () => {
    const delays: number[] = []
    const { network, subscription } = start({
      onReconnect: ({ delayMs }) => delays.push(delayMs),
    })
    const next = subscription.next()
    ;(await network.dialled()).end({
      kind: 'refused',
      reason: 'other',
      detail: 'slow down',
      status: 429,
      retryAfterMs: 3_600_000,
    })
    expect(delays).toEqual([3_600_000])
    await subscription.return()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('follows ConsumerTooSlow, at the position that was reached', async () => {
    const { network, subscription } = start()
    const lines = briefs(subscription, 2)
    const connection = (await network.dialled()).open().send(note(1)).sendError('ConsumerTooSlow')
    const next = await network.dialled()
    expect(connection.closedWith).toBe(1000)
    connection.drop(1008)
    expect(next.url.searchParams.get('cursor')).toBe('1')
    next.open().send(note(2))
    expect(await lines).toEqual(['note 1', 'note 2'])
  })
})

describe('what ends a subscription', () => {
  it('an error frame', async () => {
    const { error } = await ends({}, async (network) =>
      (await network.dialled()).open().sendError('FutureCursor', 'too far'),
    )
    expect(error).toBeInstanceOf(StreamError)
    expect(error).toMatchObject({
      error: 'FutureCursor',
      message: 'FutureCursor: too far',
      action: 'give-up',
    })
  })

  it('a frame that breaks the wire format', async () => {
    const { error, network } = await ends({}, async (dialling) =>
      (await dialling.dialled()).open().sendBytes(Uint8Array.of(0xff)),
    )
    expect(error).toBeInstanceOf(DecodeError)
    expect(network.connections[0]?.closedWith).toBe(1007)
  })

  it('a text message where CBOR is spoken', async () => {
    const { error, network } = await ends({}, async (dialling) =>
      (await dialling.dialled()).open().sendBytes(Uint8Array.of(0x7b, 0x7d), false),
    )
    expect(error).toEqual(
      new ProtocolError('a text message on a connection that speaks xrpc.v0.cbor'),
    )
    expect(network.connections[0]?.closedWith).toBe(1002)
  })

  it('another sequence under the same address', async () => {
    const { network, subscription } = start()
    const first = briefs(subscription, 1)
    ;(await network.dialled())
      .open()
      .send(cursor(5, 5, true, { sequenceId: 'a' }))
      .drop()
    await first
    const second = subscription.next()
    ;(await network.dialled()).open().send(cursor(1, 1, true, { sequenceId: 'b' }))
    await expect(second).rejects.toEqual(new SequenceChangedError('a', 'b'))
  })

  it.each([400, 401, 403, 404, 501])('HTTP %d', async (status) => {
    const { error } = await ends({}, async (network) =>
      (await network.dialled()).end({
        kind: 'refused',
        reason: 'other',
        detail: 'InvalidRequest: no',
        status,
      }),
    )
    expect(error).toEqual(new ConnectError('InvalidRequest: no', status))
  })

  it.each([1002, 1003, 1007, 1009, 1010])('close code %d', async (code) => {
    const { error } = await ends({}, async (network) => (await network.dialled()).open().drop(code))
    expect(error).toEqual(new DisconnectError(code, ''))
  })

  it('what a callback throws', async () => {
    const thrown = new Error('enough')
    const onReconnect = () => {
      throw thrown
    }
    const { error } = await ends({ onReconnect }, async (network) =>
      (await network.dialled()).refuse(),
    )
    expect(error).toBe(thrown)
  })

  it('its signal, at any time, without an error', async () => {
    const before = start({ signal: AbortSignal.abort() })
    expect(await before.subscription.next()).toEqual({ done: true, value: undefined })
    expect(before.network.connections).toEqual([])

    const controller = new AbortController()
    const { network, subscription } = start({ signal: controller.signal })
    const lines: string[] = []
    const loop = (async () => {
      for await (const message of subscription) {
        lines.push(brief(message))
        if (lines.length === 2) controller.abort()
      }
    })()
    const connection = (await network.dialled()).open().send(note(1), note(2), note(3))
    await loop
    expect(lines).toEqual(['note 1', 'note 2'])
    expect(connection.closedWith).toBe(1000)
  })

  it('its signal, while it waits to reconnect', async () => {
    const controller = new AbortController()
    const { network, subscription } = start({
      signal: controller.signal,
      backoff: { minMs: 3_600_000, maxMs: 3_600_000, random: () => 1 },
      onReconnect: () => controller.abort(),
    })
    const next = subscription.next()
    ;(await network.dialled()).refuse()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('its consumer, by leaving the loop', async () => {
    const { network, subscription } = start()
    const loop = (async () => {
      for await (const message of subscription) return brief(message)
      return 'nothing'
    })()
    const connection = (await network.dialled()).open().send(note(1), note(2))
    expect(await loop).toBe('note 1')
    expect(connection.closedWith).toBe(1000)
  })
})

describe('subprotocols', () => {
  const offers: readonly Subprotocol[] = ['xrpc.v1.json', 'xrpc.v1.cbor']

  it.each(offers)('speaks %s where it is selected', async (subprotocol) => {
    const { network, subscription } = start({ subprotocols: offers })
    const lines = briefs(subscription, 1)
    const connection = await network.dialled()
    expect(connection.offers).toEqual(offers)
    connection.open(subprotocol).send(note(1))
    expect(await lines).toEqual(['note 1'])
    expect(subscription.subprotocol).toBe(subprotocol)
  })

  it('are not offered where only the default is wanted', async () => {
    const { network, subscription } = start({ subprotocols: ['xrpc.v0.cbor'] })
    const lines = briefs(subscription, 1)
    const connection = await network.dialled()
    expect(connection.offers).toEqual([])
    connection.open().send(note(1))
    await lines
  })

  it.each([
    ['no-subprotocol', 'for ten minutes', []],
    ['unknown', 'this once', offers],
  ] as const)('dials again without offers after "%s", %s', async (reason, _howLong, nextOffers) => {
    const reconnections: unknown[] = []
    const { network, subscription } = start({
      subprotocols: offers,
      onReconnect: (reconnection) => reconnections.push(reconnection),
    })
    const lines = briefs(subscription, 1)
    ;(await network.dialled()).refuse(reason)
    const second = await network.dialled()
    expect(second.offers).toEqual([])
    second.open().send(note(1))
    expect(await lines).toEqual(['note 1'])
    expect(subscription.subprotocol).toBe('xrpc.v0.cbor')
    expect(reconnections).toEqual([])
    second.drop()
    const next = subscription.next()
    const third = await network.dialled()
    expect(third.offers).toEqual(nextOffers)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 })
    onTestFinished(() => void vi.useRealTimers())
    third.open().drop()
    expect((await network.dialled()).offers).toEqual(offers)
    await subscription.return()
    await next
  })

  it('does not dial again once it has ended', async () => {
    const { network, subscription } = start({ subprotocols: offers })
    const next = subscription.next()
    const connection = await network.dialled()
    await subscription.return()
    connection.refuse('unknown')
    expect(await next).toEqual({ done: true, value: undefined })
    expect(network.connections).toHaveLength(1)
  })

  it('gives up on a server that selects what was not offered', async () => {
    const { network, subscription } = start({ subprotocols: ['xrpc.v1.json'] })
    const next = subscription.next()
    const connection = (await network.dialled()).openWrongly('xrpc.v1.cbor')
    expect(connection.closedWith).toBe(1002)
    connection.drop(1002)
    await expect(next).rejects.toEqual(
      new ProtocolError(
        'the server selected the subprotocol "xrpc.v1.cbor" (offered: xrpc.v1.json)',
      ),
    )
    const other = start({ subprotocols: ['xrpc.v1.json'] })
    const failing = other.subscription.next()
    ;(await other.network.dialled()).refuse('wrong-subprotocol')
    await expect(failing).rejects.toThrow(
      'the server selected a subprotocol that was not offered (offered: xrpc.v1.json)',
    )
  })
})
