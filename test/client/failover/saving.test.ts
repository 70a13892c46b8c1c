import { describe, expect, it } from 'vitest'
import { MemoryCursorStore } from '../../../templates/client/stores/memory-cursor-store.js'
import { Deferred } from '../../server/deferred.js'
import { settled } from '../shard-network.js'
import { asked, at, cursor, note, start, texts } from './two-hosts.js'

describe('what is saved', () => {
  it('is of the host that the consumer is on, and that one is asked first the next time', async () => {
    const store = new MemoryCursorStore()
    const { network, subscription } = start({}, { store })
    const all = texts(subscription, 2)
    ;(await network.dialled())
      .open()
      .send(cursor(at(0), 'a'), note(at(1), 'x'))
      .sendError('Gone')
    ;(await network.dialled()).open().send(cursor(at(-20), 'b'), note(at(2), 'x'), note(at(6), 'y'))
    expect(await all).toEqual(['x', 'y'])
    const waiting = subscription.next()
    await subscription.return()
    await waiting
    expect(store.load()).toMatchObject({
      host: 'b.example',
      cursor: at(6),
      sequenceId: 'b',
      seqScheme: 'unix-micros',
    })
    const again = start({}, { store })
    const next = again.subscription.next()
    expect(asked(await again.network.dialled())).toBe(`b.example ${at(6)}`)
    expect(again.failovers).toEqual([])
    await again.subscription.return()
    await next
  })

  it('stays of the old host while the new one has brought nothing', async () => {
    const store = new MemoryCursorStore()
    const { network, subscription } = start({}, { store })
    const first = texts(subscription, 2)
    ;(await network.dialled())
      .open()
      .send(cursor(at(0), 'a'), note(at(1), 'x'))
      .sendError('Gone')
    ;(await network.dialled()).open()
    await settled()
    await subscription.return()
    expect(await first).toEqual(['x'])
    expect(store.load()).toMatchObject({ host: 'a.example', cursor: at(1), sequenceId: 'a' })
  })

  it('counts for the new host once all of the old one is processed', async () => {
    const store = new MemoryCursorStore()
    const { network, subscription } = start({}, { store, saveIntervalMs: 1 })
    const slow = new Deferred<void>()
    const lastDone = new Deferred<void>()
    const done = subscription.forEach(
      async (message) => {
        if (!('text' in message)) return
        if (message.text === 'slow') await slow.promise
        if (message.text === 'last') lastDone.resolve()
      },
      { concurrency: 8 },
    )
    ;(await network.dialled())
      .open()
      .send(cursor(at(0), 'a'), note(at(1), 'x'), note(at(2), 'slow'), note(at(3), 'y'))
      .sendError('Gone')
    ;(await network.dialled())
      .open()
      .send(
        cursor(at(-20), 'b'),
        note(at(4), 'x'),
        note(at(5), 'slow'),
        note(at(5) + 1, 'y'),
        note(at(6), 'last'),
      )
    await lastDone.promise
    await saved(store, at(1))
    expect(store.load()).toMatchObject({ host: 'a.example', cursor: at(1), sequenceId: 'a' })
    slow.resolve()
    await saved(store, at(6))
    expect(store.load()).toMatchObject({ host: 'b.example', cursor: at(6), sequenceId: 'b' })
    await subscription.return()
    await done
  })

  it('of a host that is not there any more is left behind by time', async () => {
    const store = new MemoryCursorStore({ cursor: at(100), host: 'old.example', time: '' })
    const { network, failovers, subscription } = start({}, { store })
    const first = subscription.next()
    expect(asked(await network.dialled())).toBe(`a.example ${at(40)}`)
    expect(failovers).toEqual([
      { reason: 'moved', from: 'old.example', to: 'a.example', cursor: at(40), error: undefined },
    ])
    await subscription.return()
    await first
  })

  it('of such a host, in numbers that tell no time, counts from the time of the messages', async () => {
    const streamTime = new Date(at(100) / 1000).toISOString()
    const store = new MemoryCursorStore({ cursor: 7, host: 'old.example', time: '', streamTime })
    const { network, subscription } = start({}, { store })
    const first = subscription.next()
    expect(asked(await network.dialled())).toBe(`a.example ${at(40)}`)
    await subscription.return()
    await first
  })

  it('of such a host, with nothing that tells a time but when it was saved, ends the subscription', async () => {
    const time = new Date(at(100) / 1000).toISOString()
    const store = new MemoryCursorStore({ cursor: 7, host: 'old.example', time })
    const { network, subscription } = start({}, { store })
    await expect(subscription.next()).rejects.toMatchObject({
      name: 'FailoverError',
      code: 'unknown-time',
      host: 'a.example',
    })
    expect(network.connections).toEqual([])
  })

  it('of a sequence that its host has no more is left behind by time', async () => {
    const store = new MemoryCursorStore({
      cursor: at(100),
      host: 'b.example',
      time: '',
      sequenceId: 'before',
    })
    const { network, failovers, subscription } = start({}, { store })
    const first = texts(subscription, 1)
    const one = await network.dialled()
    expect(asked(one)).toBe(`b.example ${at(100)}`)
    one.open().send(cursor(at(100), 'now'))
    const two = await network.dialled()
    expect(asked(two)).toBe(`b.example ${at(40)}`)
    two.open().send(cursor(at(40), 'now'), note(at(101), 'x'))
    expect(await first).toEqual(['x'])
    expect(failovers).toMatchObject([{ reason: 'sequence-changed', to: 'b.example' }])
    await subscription.return()
  })
})

/** Waits until so much is saved. */
async function saved(store: MemoryCursorStore, position: number): Promise<void> {
  while (store.load()?.cursor !== position) await settled()
}
