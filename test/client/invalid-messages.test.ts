import { describe, expect, it } from 'vitest'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import type { InvalidFrame } from '../../templates/client/subscribe-options.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'
import { Deferred } from '../server/deferred.js'
import { nsid, stream } from '../server/example-stream.js'
import { at, cursor, note as timed, start as startTwo, texts } from './failover/two-hosts.js'
import { startTwo as startShards } from './shard-network.js'
import { briefs, note, start } from './start-subscription.js'

/** A note without `text`, in a frame that is in order otherwise. */
function invalid(seq: number, subprotocol: Subprotocol = 'xrpc.v0.cbor'): Uint8Array {
  const frame = Buffer.from(stream.codecs[subprotocol].encode(note(seq)))
  frame.write('tort', frame.indexOf('text'))
  return frame
}

async function drain(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of messages);
}

describe('a message that breaks the lexicon', () => {
  it('ends the subscription where nobody wants to be told', async () => {
    const { network, subscription } = start()
    const first = briefs(subscription, 2)
    ;(await network.dialled()).open().send(note(1)).sendBytes(invalid(2))
    await expect(first).rejects.toMatchObject({ name: 'DecodeError', code: 'wrong-type' })
    expect(subscription.cursor).toBe(1)
  })

  it.each(['xrpc.v0.cbor', 'xrpc.v1.cbor', 'xrpc.v1.json'] as const)(
    'is told of in %s, and skipped as if it had been processed',
    async (subprotocol) => {
      const told: InvalidFrame[] = []
      const { network, subscription } = start({
        subprotocols: [subprotocol],
        onInvalid: (frame) => void told.push(frame),
      })
      const lines = briefs(subscription, 2)
      const frame = invalid(2, subprotocol)
      const { binary } = stream.codecs[subprotocol]
      const connection = (await network.dialled()).open(
        subprotocol === stream.defaultSubprotocol ? '' : subprotocol,
      )
      connection.send(note(1)).sendBytes(frame, binary).send(note(3)).sendBytes(frame, binary)
      expect(await lines).toEqual(['note 1', 'note 3'])
      expect(told).toMatchObject([
        { type: `${nsid}#note`, seq: 2, frame, error: { code: 'wrong-type' } },
      ])
      await subscription.return()
    },
  )

  it('is not met again after a reconnect', async () => {
    const { network, subscription } = start({ onInvalid: () => undefined })
    const lines = briefs(subscription, 2)
    ;(await network.dialled()).open().send(note(1)).sendBytes(invalid(2)).drop()
    const again = await network.dialled()
    expect(again.url.searchParams.get('cursor')).toBe('2')
    again.open().sendBytes(invalid(2)).send(note(3))
    expect(await lines).toEqual(['note 1', 'note 3'])
    await subscription.return()
  })

  it.each(['next', 'forEach'] as const)('is saved as processed, with %s', async (way) => {
    const store = new MemoryCursorStore()
    const { network, subscription } = start({
      store,
      saveIntervalMs: 1e9,
      onInvalid: ({ seq }) => (seq === 3 ? seen.resolve() : undefined),
    })
    const seen = new Deferred<void>()
    const done = way === 'next' ? drain(subscription) : subscription.forEach(() => undefined)
    const connection = (await network.dialled()).open().send(note(1))
    connection.sendBytes(invalid(2)).sendBytes(invalid(3))
    await seen.promise
    await subscription.return()
    await done
    expect(store.load()?.cursor).toBe(3)
  })

  it('is saved no further than a message before it is processed', async () => {
    const store = new MemoryCursorStore()
    const seen = new Deferred<void>()
    const { network, subscription } = start({
      store,
      saveIntervalMs: 1e9,
      onInvalid: () => seen.resolve(),
    })
    const work = new Deferred<void>()
    const done = subscription.forEach(() => work.promise, { concurrency: 2 })
    ;(await network.dialled()).open().send(note(1)).sendBytes(invalid(2))
    await seen.promise
    const ended = subscription.return()
    await ended
    expect(store.load()).toBe(undefined)
    work.resolve()
    await done
    expect(store.load()?.cursor).toBe(2)
  })

  it('is none where a number belongs and is missing', async () => {
    const frame = Buffer.from(stream.codecs['xrpc.v0.cbor'].encode(note(2)))
    frame.write('sex', frame.indexOf('seq'))
    const { network, subscription } = start({ onInvalid: () => undefined })
    const first = subscription.next()
    ;(await network.dialled()).open().sendBytes(frame)
    await expect(first).rejects.toMatchObject({ name: 'DecodeError' })
  })

  it('has a number like any other', async () => {
    const { network, subscription } = start({ onInvalid: () => undefined })
    const lines = briefs(subscription, 2)
    ;(await network.dialled()).open().send(note(5)).sendBytes(invalid(4))
    await expect(lines).rejects.toMatchObject({ name: 'SequenceOrderError', code: 'went-down' })
  })

  it('is none where not even its type can be read', async () => {
    const told: InvalidFrame[] = []
    const { network, subscription } = start({ onInvalid: (frame) => void told.push(frame) })
    const first = subscription.next()
    ;(await network.dialled()).open().sendBytes(Uint8Array.of(0xa1, 0xff))
    await expect(first).rejects.toMatchObject({ name: 'DecodeError' })
    expect(told).toEqual([])
  })

  it('ends the subscription with what is thrown by whoever is told', async () => {
    const { network, subscription } = start({
      onInvalid: ({ error }) => {
        throw new Error('no', { cause: error })
      },
    })
    const first = subscription.next()
    ;(await network.dialled()).open().sendBytes(invalid(1))
    await expect(first).rejects.toThrow('no')
  })

  it('is no reason to leave a host', async () => {
    const { network, failovers, subscription } = startTwo({}, { onInvalid: () => undefined })
    const all = texts(subscription, 2)
    const one = await network.dialled()
    one.open().send(cursor(at(0), 'a'), timed(at(1), 'x'))
    one.sendBytes(invalid(at(2))).send(timed(at(3), 'y'))
    expect(await all).toEqual(['x', 'y'])
    expect(failovers).toEqual([])
    await subscription.return()
  })

  it('is skipped in a shard', async () => {
    const told: InvalidFrame[] = []
    const { subscription, a, b } = await startShards({
      onInvalid: (frame) => void told.push(frame),
    })
    const lines = briefs(subscription, 2)
    a.sendBytes(invalid(1)).send(note(3))
    b.send(note(2))
    expect((await lines).toSorted()).toEqual(['note 2', 'note 3'])
    expect(told.map(({ seq }) => seq)).toEqual([1])
    await subscription.return()
  })
})
