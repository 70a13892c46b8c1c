import { describe, expect, it } from 'vitest'
import { stream } from '../server/example-stream.js'
import {
  briefs,
  cursor,
  info,
  note,
  openShards,
  settled,
  start,
  startTwo,
} from './shard-network.js'

/** The same stream, none of whose messages has a shard key. */
const withoutKeys: typeof stream = {
  ...stream,
  messages: stream.messages.map((message) => ({ ...message, shardKey: undefined })),
}

describe('the connections of shards', () => {
  it('are one ahead of the others, and then all of them, from the same cursor', async () => {
    const params = { shard: 5, shardCount: 8 }
    const { network, subscription } = start({ shards: 4, cursor: 7, params })
    const first = subscription.next()
    const probe = await network.dialled()
    expect(network.connections).toHaveLength(1)
    probe.open().send(cursor(7, 9, false))
    for (let i = 0; i < 3; i++) await network.dialled()
    expect(network.connections.map(({ url }) => url.href)).toEqual(
      [0, 1, 2, 3].map(
        (shard) =>
          `wss://relay.example/xrpc/org.example.subscribeNotes?cursor=7&shard=${shard}&shardCount=4`,
      ),
    )
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(network.connections.map(({ closedWith }) => closedWith)).toEqual([
      1000, 1000, 1000, 1000,
    ])
  })

  it('begin where the first one is, where that is now', async () => {
    const { network, subscription } = start({ shards: 2 })
    const first = subscription.next()
    const [one, other] = await openShards(network, cursor(12, 12, true), cursor(12, 13, false))
    expect(one?.url.searchParams.get('cursor')).toBe(null)
    expect(other?.url.searchParams.get('cursor')).toBe('12')
    expect((await first).value).toEqual(cursor(12, 13, false))
  })

  it('is a single one for a single shard', async () => {
    const { network, subscription } = start({ shard: { index: 3, count: 4 }, cursor: 7 })
    const lines = briefs(subscription, 3)
    const connection = (await network.dialled()).open()
    expect(connection.url.search).toBe('?cursor=7&shard=3&shardCount=4')
    connection.send(cursor(7, 9, false), note(9), cursor(9, 9, true))
    expect(await lines).toEqual(['cursor 7/9 replay', 'note 9', 'cursor 9/9 live'])
    expect(network.connections).toHaveLength(1)
    expect(subscription).toMatchObject({ cursor: 9, live: true, subprotocol: 'xrpc.v0.cbor' })
  })

  it('are told of with the index of their shard, and opened again one by one', async () => {
    const reconnections: unknown[] = []
    const { network, subscription, a, b } = await startTwo({
      onReconnect: ({ shard, failures }) => reconnections.push({ shard, failures }),
    })
    const lines = briefs(subscription, 3)
    a.send(note(1), note(5))
    b.send(note(3)).drop()
    expect(await lines).toEqual(['note 1', 'note 5', 'note 3'])
    const further = briefs(subscription, 3)
    const again = await network.dialled()
    expect(again.url.search).toBe('?cursor=3&shard=1&shardCount=2')
    a.send(note(7))
    // What the consumer has of this shard is not handed out again.
    again.open().send(cursor(3, 100, false), note(3), note(4))
    expect(await further).toEqual(['note 7', 'cursor 3/100 replay', 'note 4'])
    expect(network.connections).toHaveLength(3)
    expect(a.closedWith).toBe(undefined)
    expect(reconnections).toEqual([{ shard: 1, failures: 1 }])
  })

  it('are held back each for itself while another one is waited for', async () => {
    const { subscription, a, b } = await startTwo({ shardOrder: 'seq', maxQueueBytes: 80 })
    const lines = briefs(subscription, 1)
    a.send(note(2), note(3), note(4))
    await settled()
    expect([a.paused, b.paused]).toEqual([true, false])
    b.send(note(1))
    expect(await lines).toEqual(['note 1'])
    const others = briefs(subscription, 4)
    b.send(cursor(4, 100, false))
    expect(await others).toEqual(['note 2', 'cursor 2/100 replay', 'note 3', 'note 4'])
    expect(a.paused).toBe(false)
  })
})

describe('the order', () => {
  it('of arrival has nobody wait', async () => {
    const { subscription, a, b } = await startTwo()
    const lines = briefs(subscription, 4)
    a.send(note(5), note(6))
    await settled()
    b.send(note(1), note(9))
    expect(await lines).toEqual(['note 5', 'note 6', 'note 1', 'note 9'])
  })

  it('of arrival lets shards that have much take turns', async () => {
    const { subscription, a, b } = await startTwo()
    a.send(note(1), note(2), note(3))
    b.send(note(11), note(12), note(13))
    const lines = await briefs(subscription, 6)
    expect(lines).toEqual(['note 1', 'note 11', 'note 2', 'note 12', 'note 3', 'note 13'])
  })

  it('of seqs waits until nothing lower can come', async () => {
    const { subscription, a, b } = await startTwo({ shardOrder: 'seq' })
    const lines: string[] = []
    const read = (async () => {
      for await (const line of stepwise(subscription)) lines.push(line)
    })()
    a.send(note(2), note(8), note(9))
    await settled()
    expect(lines).toEqual([])
    b.send(note(1))
    await settled()
    // The number that follows what is known can have nothing before it.
    expect(lines).toEqual(['note 1', 'note 2'])
    b.send(note(5))
    await settled()
    expect(lines).toEqual(['note 1', 'note 2', 'note 5'])
    b.send(cursor(8, 100, false))
    await settled()
    expect(lines.filter((line) => line.startsWith('note'))).toEqual(
      [1, 2, 5, 8, 9].map((seq) => `note ${seq}`),
    )
    await subscription.return()
    await read
  })

  it('of seqs does not hold up what has none', async () => {
    const { subscription, a } = await startTwo({ shardOrder: 'seq' })
    a.send(info('Something'))
    expect(await briefs(subscription, 1)).toEqual(['info Something'])
  })
})

async function* stepwise(subscription: Awaited<ReturnType<typeof startTwo>>['subscription']) {
  for (;;) {
    const [line = ''] = await briefs(subscription, 1)
    if (line === 'the end') return
    yield line
  }
}

describe('what comes from several shards', () => {
  it.each([
    { shardOrder: 'arrival' as const, safe: 4 },
    { shardOrder: 'seq' as const, safe: 5 },
  ])('is handed out once, in order of $shardOrder', async ({ shardOrder, safe }) => {
    const { subscription, a, b } = await startTwo({ shardOrder }, withoutKeys)
    const lines = briefs(subscription, 5)
    a.send(note(1), note(2), note(3))
    await settled()
    b.send(note(1), note(2), note(3), note(4))
    await settled()
    a.send(note(4), note(5))
    expect(await lines).toEqual(['note 1', 'note 2', 'note 3', 'note 4', 'note 5'])
    expect(subscription.cursor).toBe(safe)
  })

  it('and is news to the one that was behind is handed out all the same', async () => {
    const { subscription, a, b } = await startTwo({}, withoutKeys)
    const lines = briefs(subscription, 4)
    // As where the host divides by a key of which this lexicon knows nothing.
    a.send(note(2), note(9))
    await settled()
    b.send(note(3), note(9), note(10))
    expect(await lines).toEqual(['note 2', 'note 9', 'note 3', 'note 10'])
  })

  it('is handed out once if it is said in the same words', async () => {
    const { subscription, a, b } = await startTwo()
    const lines = briefs(subscription, 6)
    a.send(info('Old', 'one'), info('Old', 'two'))
    b.send(info('Old', 'one'), info('Old', 'three'))
    a.send(info('Old', 'one'), note(1))
    b.send(info('Old', 'one'), info('Old', 'one'))
    expect(await lines).toEqual([
      'info Old',
      'info Old',
      'info Old',
      'info Old',
      'note 1',
      'info Old',
    ])
  })
})

describe('the merged #cursor', () => {
  it('is true of all shards', async () => {
    const { network, subscription } = start({ shards: 2, cursor: 0 })
    const first = subscription.next()
    const one = { lowestSeq: 1, sequenceId: 'x', pendingMessages: 7, pendingBytes: 70 }
    const [a, b] = await openShards(
      network,
      cursor(0, 9, true, one),
      cursor(0, 8, false, { ...one, pendingMessages: 3, pendingBytes: 40, time: 'now' }),
    )
    const pending = { pendingMessages: 10, pendingBytes: 110 }
    const merged = cursor(0, 9, false, { ...one, ...pending, time: 'now' })
    expect((await first).value).toEqual(merged)
    expect(subscription.position).toMatchObject({
      cursor: 0,
      highestSeq: 9,
      lowestSeq: 1,
      live: false,
      behind: { messages: 10, bytes: 110 },
      sequenceId: 'x',
      inferred: false,
    })
    a?.send(note(2))
    b?.send(note(1))
    await briefs(subscription, 2)
    expect(subscription.position.behind.messages).toBe(8)
    const second = subscription.next()
    b?.send(cursor(9, 9, true, { pendingMessages: 0, pendingBytes: 0 }))
    expect((await second).value).toEqual(
      cursor(2, 9, true, { pendingMessages: 6, pendingBytes: 60 }),
    )
    const third = subscription.next()
    a?.send(cursor(9, 9, true))
    const last = (await third).value
    // What one shard does not say is not known of all.
    expect(Object.keys(last ?? {}).toSorted()).toEqual(
      ['$type', 'cursor', 'highestSeq', 'live', 'shardCount'].toSorted(),
    )
    expect(last).toEqual(cursor(9, 9, true))
    expect(subscription).toMatchObject({ cursor: 9, live: true })
    await expect(subscription.caughtUp()).resolves.toBe(undefined)
  })

  it('comes when the lowest has risen, when being live has changed, and with every round', async () => {
    const { subscription, a, b } = await startTwo()
    const lines = briefs(subscription, 8)
    const steps: [typeof a, number, boolean][] = [
      [a, 5, true], // nothing: b is at 0
      [b, 3, false], // the lowest is 3, and it is a round
      [b, 4, false], // the lowest is 4
      [a, 6, true], // nothing
      [b, 6, true], // all are live
      [a, 6, true], // nothing
      [b, 6, true], // a round
      [b, 6, true], // nothing
      [b, 6, false], // not all are live
      [b, 6, true], // all are
    ]
    for (const [connection, at, live] of steps) {
      connection.send(cursor(at, 100, live))
      await settled()
    }
    a.send(note(7), note(8), note(9))
    expect(await lines).toEqual([
      'cursor 3/100 replay',
      'cursor 4/100 replay',
      'cursor 6/100 live',
      'cursor 6/100 live',
      'cursor 6/100 replay',
      'cursor 6/100 live',
      'note 7',
      'note 8',
    ])
  })

  it('is not believed before it is handed out', async () => {
    const { subscription, a, b } = await startTwo()
    const lines = briefs(subscription, 1)
    b.send(cursor(100, 100, true), note(101))
    expect(await lines).toEqual(['note 101'])
    a.send(cursor(100, 100, true))
    await settled()
    expect(subscription).toMatchObject({ live: false, cursor: 0 })
    expect(await briefs(subscription, 1)).toEqual(['cursor 100/100 live'])
    expect(subscription).toMatchObject({ live: true, cursor: 100 })
  })

  it('knows nothing of being live while a shard is not connected', async () => {
    const { network, subscription, a, b } = await startTwo()
    const lines = briefs(subscription, 1)
    a.send(cursor(5, 5, true))
    b.send(cursor(5, 5, true))
    expect(await lines).toEqual(['cursor 5/100 live'])
    expect(subscription.live).toBe(true)
    const next = briefs(subscription, 1)
    b.drop()
    const again = await network.dialled()
    expect(subscription.live).toBe(undefined)
    expect(subscription.subprotocol).toBe('xrpc.v0.cbor')
    again.open().send(cursor(5, 6, false))
    expect(await next).toEqual(['cursor 5/100 replay'])
    expect(subscription.live).toBe(false)
  })
})
