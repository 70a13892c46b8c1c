import { describe, expect, it } from 'vitest'
import type { SavedCursor } from '../../templates/client/stores/cursor-store.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'
import { NoShardsError } from '../../templates/client/no-shards-error.js'
import {
  ConnectError,
  SequenceChangedError,
  StreamError,
} from '../../templates/client/subscribe-error.js'
import { Deferred } from '../server/deferred.js'
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

const theEnd = { done: true, value: undefined }

describe('what ends one shard for good', () => {
  it('ends all', async () => {
    const { subscription, a, b } = await startTwo()
    const calls = [subscription.next(), subscription.next()]
    b.sendError('Gone', 'no more')
    await expect(calls[0]).rejects.toEqual(new StreamError('Gone', 'no more'))
    expect(await calls[1]).toEqual(theEnd)
    expect([a.closedWith, b.closedWith]).toEqual([1000, 1000])
    expect(await subscription.next()).toEqual(theEnd)
  })

  it('is thrown to whoever comes next where nobody waits', async () => {
    const { subscription, a, b } = await startTwo()
    const line = briefs(subscription, 1)
    a.send(note(1))
    expect(await line).toEqual(['note 1'])
    // Two were asked for a message, one of which has answered.
    b.sendError('Gone')
    await expect(subscription.next()).rejects.toEqual(new StreamError('Gone', undefined))
    expect(await subscription.next()).toEqual(theEnd)
    expect(a.closedWith).toBe(1000)
  })

  it('is a host that refuses so many', async () => {
    const { network, subscription } = start({ shards: 64 })
    const first = subscription.next()
    const detail = 'InvalidShard: shardCount: 64 is not a power of two up to 32'
    ;(await network.dialled()).end({ kind: 'refused', reason: 'other', detail, status: 400 })
    const error = new ConnectError(detail, 400)
    expect(error).toMatchObject({ action: 'give-up', message: `HTTP 400: ${detail}` })
    await expect(first).rejects.toEqual(error)
    expect(network.connections).toHaveLength(1)
  })

  it('is a shard of another sequence', async () => {
    const { network, subscription } = start({ shards: 2, cursor: 0 })
    const first = subscription.next()
    await openShards(
      network,
      cursor(0, 5, false, { sequenceId: 'x' }),
      cursor(0, 5, false, { sequenceId: 'y' }),
    )
    await expect(first).rejects.toEqual(new SequenceChangedError('x', 'y'))
    expect(network.connections[0]?.closedWith).toBe(1000)
  })

  it('is a shard of another sequence, where the first one said nothing of its own', async () => {
    const { network, subscription } = start({ shards: 4, cursor: 0 })
    const first = subscription.next()
    const plain = cursor(0, 5, false)
    const [x, y] = ['x', 'y'].map((sequenceId) => cursor(0, 5, false, { sequenceId }))
    if (x === undefined || y === undefined) throw new Error('two were made')
    await openShards(network, plain, x, plain, y)
    await expect(first).rejects.toEqual(new SequenceChangedError('x', 'y'))
  })
})

describe('what ends all shards without an error', () => {
  it('is to return', async () => {
    const { subscription, a, b } = await startTwo()
    const calls = [subscription.next(), subscription.next()]
    await subscription.return()
    expect(await Promise.all(calls)).toEqual([theEnd, theEnd])
    expect([a.closedWith, b.closedWith]).toEqual([1000, 1000])
  })

  it('is the signal', async () => {
    const abort = new AbortController()
    const { subscription, a, b } = await startTwo({ signal: abort.signal })
    const call = subscription.next()
    abort.abort()
    expect(await call).toEqual(theEnd)
    expect([a.closedWith, b.closedWith]).toEqual([1000, 1000])
  })

  it('is the signal, before anything', async () => {
    const { network, subscription } = start({ shards: 2, signal: AbortSignal.abort() })
    expect(await subscription.next()).toEqual(theEnd)
    expect(network.connections).toEqual([])
  })
})

describe('a host without shards', () => {
  it.each([
    { what: 'says so', first: cursor(7, 9, false, { shardCount: 2 }), from: '3' },
    { what: 'does not say', first: { ...cursor(7, 9, false), shardCount: 1 }, from: '3' },
    { what: 'sends no #cursor', first: note(6), from: '3' },
    { what: 'begins with something else', first: info('Old'), from: '3' },
  ])('that $what is read over one connection', async ({ first, from }) => {
    const params = { shard: 1, shardCount: 4 }
    const { network, subscription } = start({ shards: 4, cursor: 3, params, shardOrder: 'seq' })
    const lines = briefs(subscription, 3)
    const asked = (await network.dialled()).open().send(first)
    const whole = (await network.dialled()).open()
    expect(asked.closedWith).toBe(1000)
    expect(whole.url.search).toBe(`?cursor=${from}`)
    // Hosts with smaller numbers of shards say so here, too.
    whole.send(cursor(3, 9, false, { shardCount: 2 }), note(4), note(7))
    expect(await lines).toEqual(['cursor 3/9 replay', 'note 4', 'note 7'])
    expect(subscription.cursor).toBe(7)
    expect(network.connections).toHaveLength(2)
  })

  it.each([
    { what: 'a #cursor', first: { ...cursor(12, 12, true), shardCount: 1 }, from: '12' },
    { what: 'a message', first: note(12), from: '11' },
    { what: 'something without a position', first: info('Old'), from: null },
  ])('is read from where $what came first, where that is now', async ({ first, from }) => {
    const { network, subscription } = start({ shards: 4 })
    const lines = briefs(subscription, 1)
    ;(await network.dialled()).open().send(first)
    const whole = (await network.dialled()).open()
    expect(whole.url.searchParams.get('cursor')).toBe(from)
    whole.send(note(20))
    expect(await lines).toEqual(['note 20'])
    expect(subscription.cursor).toBe(20)
  })

  it('is none for whoever wants one shard', async () => {
    const { network, subscription } = start({ shard: { index: 1, count: 4 } })
    const first = subscription.next()
    const connection = (await network.dialled()).open().send(cursor(7, 9, false, { shardCount: 2 }))
    const error = new NoShardsError(4, 2)
    await expect(first).rejects.toEqual(error)
    expect(error.message).toBe('the host has up to 2 shards, and 4 were asked for')
    expect(connection.closedWith).toBe(1000)
  })

  it('ends what has begun with shards', async () => {
    const { network, subscription, a, b } = await startTwo()
    const next = subscription.next()
    b.drop()
    const { shardCount: _, ...silent } = cursor(0, 5, false)
    ;(await network.dialled()).open().send(silent)
    const error = new NoShardsError(2, undefined)
    await expect(next).rejects.toEqual(error)
    expect(error.message).toBe('the host does not say that it has shards, and 2 were asked for')
    expect(a.closedWith).toBe(1000)
  })

  it('may stand behind one of the connections', async () => {
    const { network, subscription } = start({ shards: 2, cursor: 0 })
    const first = subscription.next()
    await openShards(network, cursor(0, 5, false))
    ;(await network.dialled()).open().send(note(1))
    await expect(first).rejects.toEqual(new NoShardsError(2, undefined))
  })
})

/** A store that keeps everything that was ever saved. */
class History extends MemoryCursorStore {
  readonly cursors: number[] = []
  override save(saved: SavedCursor): void {
    super.save(saved)
    this.cursors.push(saved.cursor)
  }
}

describe('the safe cursor', () => {
  it('is the lowest of all shards, and never goes down', async () => {
    const { subscription, a, b } = await startTwo({}, undefined, 10)
    const cursors: (number | undefined)[] = [subscription.cursor]
    const steps: [typeof a, ReturnType<typeof note>][] = [
      [a, note(15)],
      [b, note(12)],
      [a, note(16)],
      [b, note(18)],
      [b, note(30)],
      [a, note(17)],
    ]
    for (const [connection, message] of steps) {
      const line = briefs(subscription, 1)
      connection.send(message)
      await line
      cursors.push(subscription.cursor)
    }
    expect(cursors).toEqual([10, 10, 12, 12, 16, 16, 17])
  })

  it('is what a store gets', async () => {
    const store = new History()
    const { subscription, a, b } = await startTwo({ store, saveIntervalMs: 1e9 })
    a.send(note(5), note(6))
    b.send(note(2))
    expect(await briefs(subscription, 3)).toEqual(['note 5', 'note 2', 'note 6'])
    void subscription.next()
    await subscription.return()
    expect(store.load()).toMatchObject({ cursor: 2, host: 'relay.example' })
  })

  it('is saved no further than where something is in work', async () => {
    const store = new History()
    const { network, subscription } = start({ shards: 2, cursor: 0, store, saveIntervalMs: 1e9 })
    const first = new Deferred<void>()
    const seen: number[] = []
    const done = subscription.forEach(
      async (message) => {
        if (!('seq' in message)) return
        seen.push(message.seq)
        if (message.seq === 5) await first.promise
      },
      { concurrency: 3 },
    )
    const [a, b] = await openShards(network, cursor(0, 9, false), cursor(0, 9, false))
    a?.send(note(5))
    await settled()
    // With this one all shards are at 5 or beyond, but 5 is not processed yet.
    b?.send(note(8))
    await settled()
    expect(seen).toEqual([5, 8])
    const ended = subscription.return()
    expect(store.cursors).toEqual([])
    first.resolve()
    await Promise.all([ended, done])
    expect(store.cursors).toEqual([5])
  })
})

describe('what can be asked for', () => {
  it.each([
    [{ shards: 2, shard: { index: 0, count: 2 } }, TypeError, 'give either shard or shards'],
    [{ shards: 3 }, RangeError, 'shards: 3 is not a power of two'],
    [{ shards: 0 }, RangeError, 'shards: 0 is not a power of two'],
    [{ shard: { index: 0, count: 6 } }, RangeError, 'shard.count: 6 is not a power of two'],
    [{ shard: { index: 4, count: 4 } }, RangeError, 'shard.index: 4 is not from 0 to 3'],
    [{ shard: { index: -1, count: 4 } }, RangeError, 'shard.index: -1 is not from 0 to 3'],
    [{ shard: { index: 0.5, count: 1 } }, RangeError, 'shard.index: 0.5 is not from 0 to 0'],
  ])('is not %j', (options, type, message) => {
    expect(() => start(options)).toThrow(type)
    expect(() => start(options)).toThrow(message)
  })

  it.each([{ shards: 1 }, { shard: { index: 0, count: 1 } }])('may be %j', async (options) => {
    const { network, subscription } = start({
      ...options,
      cursor: 7,
      params: { shard: 1, shardCount: 4 },
    })
    const lines = briefs(subscription, 1)
    const connection = (await network.dialled()).open().send(note(8))
    expect(connection.url.search).toBe('?cursor=7')
    expect(await lines).toEqual(['note 8'])
  })
})
