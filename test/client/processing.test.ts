import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Completions } from '../../templates/client/completions.js'
import type { CursorStore, SavedCursor } from '../../templates/client/stores/cursor-store.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'
import { SubscriptionEndedError } from '../../templates/client/subscribe-error.js'
import type { Subscription } from '../../templates/client/subscription.js'
import { Deferred } from '../server/deferred.js'
import type { Message } from '../server/example-stream.js'
import { cursor, note, start } from './start-subscription.js'

/** A store that keeps everything that was ever saved. */
class History extends MemoryCursorStore {
  readonly cursors: number[] = []
  override save(saved: SavedCursor): void {
    super.save(saved)
    this.cursors.push(saved.cursor)
  }
}

describe('what is saved', () => {
  it('is what the loop has asked beyond, by the time it has ended', async () => {
    const store = new History()
    const { network, subscription } = start({ store, saveIntervalMs: 1e9 })
    const loop = (async () => {
      for await (const message of subscription) if ('seq' in message && message.seq === 3) break
    })()
    const sequence = { seqScheme: 'counter', sequenceId: 'abc' }
    ;(await network.dialled()).open().send(cursor(0, 5, false, sequence), note(1), note(2), note(3))
    await loop
    // The loop was left with the third in hand: whether it was processed is not known.
    const saved = store.load()
    expect(saved).toMatchObject({ cursor: 2, host: 'relay.example', ...sequence })
    expect(saved?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('is where the next subscription goes on, whatever cursor it is given', async () => {
    const store = new MemoryCursorStore({ cursor: 7, host: 'relay.example', time: '' })
    const { network, subscription } = start({ store, cursor: 'oldest' })
    const first = subscription.next()
    const connection = await network.dialled()
    expect(connection.url.searchParams.get('cursor')).toBe('7')
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('belongs to a sequence, and to no other', async () => {
    const saved = { cursor: 7, host: 'relay.example', time: '', sequenceId: 'before' }
    const { network, subscription } = start({ store: new MemoryCursorStore(saved) })
    const first = subscription.next()
    ;(await network.dialled()).open().send(cursor(7, 9, false, { sequenceId: 'now' }))
    await expect(first).rejects.toMatchObject({
      name: 'SequenceChangedError',
      before: 'before',
      now: 'now',
    })
  })

  it('is at most one cursor in an interval, the newest', async () => {
    const store = new History()
    const { network, subscription } = start({ store, saveIntervalMs: 5 })
    const seqs = Array.from({ length: 500 }, (_, index) => index + 1)
    const first = subscription.next()
    ;(await network.dialled()).open().send(...seqs.map(note))
    await first
    for (let read = 2; read <= 500; read++) await subscription.next()
    void subscription.next()
    while (store.cursors.at(-1) !== 500) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(store.cursors.length).toBeLessThan(100)
    expect(store.cursors).toEqual(store.cursors.toSorted((a, b) => a - b))
    await subscription.return()
  })

  it('is waited for by whoever asks when the stream has ended', async () => {
    const saving = new Deferred<void>()
    const store = { load: () => undefined, save: () => saving.promise }
    const { network, subscription } = start({ store, saveIntervalMs: 1e9 })
    const lines = [subscription.next(), subscription.next()]
    ;(await network.dialled()).open().send(note(1), note(2))
    await Promise.all(lines)
    const third = subscription.next()
    let ended = false
    const ending = async () => {
      await subscription.return()
      ended = true
    }
    const end = ending()
    await Promise.resolve()
    expect(ended).toBe(false)
    saving.resolve()
    await end
    expect(await third).toEqual({ done: true, value: undefined })
  })
})

/** A store that cannot do one of its two things. */
function broken(what: 'load' | 'save'): CursorStore {
  return {
    load: () => (what === 'load' ? Promise.reject(new Error('cannot load')) : undefined),
    save: () => Promise.reject(new Error('cannot save')),
  }
}

describe('a store that fails', () => {
  it('keeps a subscription from starting where it does not know where', async () => {
    const { network, subscription } = start({ store: broken('load') })
    await expect(subscription.next()).rejects.toThrow('cannot load')
    expect(network.connections).toEqual([])
  })

  it('ends the loop if it cannot save', async () => {
    const { network, subscription } = start({ store: broken('save'), saveIntervalMs: 0 })
    const failed = (async () => {
      for await (const _ of subscription) await new Promise((resolve) => setTimeout(resolve, 2))
    })()
    const connection = (await network.dialled()).open()
    const feeding = setInterval(() => connection.send(note(++seq)), 1)
    let seq = 0
    await expect(failed).rejects.toThrow('cannot save')
    clearInterval(feeding)
    expect(connection.closedWith).toBe(1000)
  })

  it.each([
    ['is left', async (subscription: Subscription<Message>) => void (await subscription.return())],
    [
      'is aborted',
      async (subscription: Subscription<Message>, abort: () => void) => {
        abort()
        await subscription.next()
      },
    ],
  ])('says so, too, where the loop %s', async (_what, end) => {
    const abort = new AbortController()
    const store = broken('save')
    const { network, subscription } = start({ store, saveIntervalMs: 1e9, signal: abort.signal })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1), note(2))
    await first
    await subscription.next()
    await expect(end(subscription, () => abort.abort())).rejects.toThrow('cannot save')
    // Once is enough.
    expect(await subscription.return()).toEqual({ done: true, value: undefined })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
  })

  it('tells whoever waits for a message on a quiet stream', async () => {
    const { network, subscription } = start({ store: broken('save'), saveIntervalMs: 0 })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1))
    await first
    await expect(subscription.next()).rejects.toThrow('cannot save')
    expect(await subscription.return()).toEqual({ done: true, value: undefined })
  })

  it('ends forEach', async () => {
    const { network, subscription } = start({ store: broken('save'), saveIntervalMs: 0 })
    const done = subscription.forEach(() => undefined)
    ;(await network.dialled()).open().send(note(1))
    await expect(done).rejects.toThrow('cannot save')
  })

  it('keeps nobody who ends before it has loaded', async () => {
    const store = { load: () => new Promise<undefined>(() => undefined), save: () => undefined }
    const { network, subscription } = start({ store })
    const first = subscription.next()
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(network.connections).toEqual([])
  })

  it('is waited for once', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const abort = new AbortController()
    const store = { load: () => undefined, save: () => new Promise<void>(() => undefined) }
    const { network, subscription } = start({ store, saveIntervalMs: 1e9, signal: abort.signal })
    const seen = new Deferred<void>()
    const done = expect(subscription.forEach(() => seen.resolve())).rejects.toThrow(
      'the store has not saved the cursor within 10000 ms',
    )
    ;(await network.dialled()).open().send(note(1))
    await seen.promise
    abort.abort()
    await vi.advanceTimersByTimeAsync(10_000)
    await done
  })

  it('is not waited for without end', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const store = { load: () => undefined, save: () => new Promise<void>(() => undefined) }
    const { network, subscription } = start({ store, saveIntervalMs: 1e9 })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1), note(2))
    await first
    await subscription.next()
    const ended = expect(subscription.return()).rejects.toThrow(
      'the store has not saved the cursor within 10000 ms',
    )
    await vi.advanceTimersByTimeAsync(10_000)
    await ended
  })

  it('ends the loop with what onSaveError throws', async () => {
    const { network, subscription } = start({
      store: broken('save'),
      saveIntervalMs: 0,
      onSaveError: (error) => {
        throw new Error('no store', { cause: error })
      },
    })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1))
    await first
    await expect(subscription.next()).rejects.toThrow('no store')
  })

  it('may be left to onSaveError', async () => {
    const errors: unknown[] = []
    const options = { store: broken('save'), saveIntervalMs: 1e9 }
    const { network, subscription } = start({
      ...options,
      onSaveError: (error) => errors.push(error),
    })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1), note(2))
    await first
    await subscription.next()
    await subscription.return()
    expect(errors).toEqual([new Error('cannot save')])
  })
})

describe('forEach', () => {
  it('processes so many at once, and saves no further than where something is in work', async () => {
    const store = new History()
    const { network, subscription } = start({ store, saveIntervalMs: 1e9 })
    const work = new Map<number, Deferred<void>>()
    const done = subscription.forEach(
      (message) => {
        if (!('seq' in message)) return undefined
        const task = new Deferred<void>()
        work.set(message.seq, task)
        return task.promise
      },
      { concurrency: 3 },
    )
    ;(await network.dialled()).open().send(note(1), note(2), note(3), note(4), note(5))
    while (work.size < 3) await new Promise<void>((resolve) => void setImmediate(resolve))
    expect([...work.keys()]).toEqual([1, 2, 3])
    work.get(3)?.resolve()
    work.get(2)?.resolve()
    while (work.size < 5) await new Promise<void>((resolve) => void setImmediate(resolve))
    const ended = subscription.return()
    work.get(4)?.resolve()
    work.get(5)?.resolve()
    await ended
    expect(store.cursors).toEqual([])
    work.get(1)?.resolve()
    await done
    expect(store.cursors).toEqual([5])
  })

  it.each([0, -1, 1.5, Number.NaN])('is refused with a concurrency of %d', async (concurrency) => {
    const { network, subscription } = start()
    await expect(subscription.forEach(() => undefined, { concurrency })).rejects.toThrow(
      new RangeError(`concurrency: ${concurrency} is no whole number of 1 or more`),
    )
    expect(network.connections).toEqual([])
  })

  it('ends with what a handler throws, once the others are through', async () => {
    const store = new History()
    const { network, subscription } = start({ store, saveIntervalMs: 1e9 })
    const seen: number[] = []
    const second = new Deferred<void>()
    const third = new Deferred<void>()
    const done = subscription.forEach(
      async (message) => {
        if (!('seq' in message)) return
        if (message.seq === 2) {
          await second.promise
          throw new Error('no')
        }
        if (message.seq === 3) {
          second.resolve()
          await third.promise
        }
        seen.push(message.seq)
      },
      { concurrency: 4 },
    )
    const failed = expect(done).rejects.toThrow('no')
    const connection = (await network.dialled()).open().send(note(1), note(2), note(3))
    while (connection.closedWith === undefined) {
      await new Promise<void>((resolve) => void setImmediate(resolve))
    }
    third.resolve()
    await failed
    expect(seen).toEqual([1, 3])
    // The second was not processed, and so neither was anything behind it.
    expect(store.cursors).toEqual([1])
  })
})

describe('completions', () => {
  it('move the cursor as far as nothing before is open', () => {
    const completions = new Completions(4)
    const [five, seven, nine] = [5, 7, 9].map((seq) => completions.hand(seq))
    expect([completions.cursor, completions.open]).toEqual([4, 3])
    seven?.()
    expect([completions.cursor, completions.open]).toEqual([4, 3])
    five?.()
    five?.()
    expect([completions.cursor, completions.open]).toEqual([7, 1])
    nine?.()
    expect([completions.cursor, completions.open]).toEqual([9, 0])
  })
})

describe('caughtUp', () => {
  it('resolves when the consumer is live and has everything', async () => {
    const { network, subscription } = start({ cursor: 0 })
    const caughtUp = subscription.caughtUp().then(() => subscription.cursor)
    const loop = (async () => {
      for await (const _ of subscription);
    })()
    const connection = (await network.dialled()).open()
    connection.send(cursor(0, 2, false), note(1), note(2), cursor(2, 2, true))
    expect(await caughtUp).toBe(2)
    await subscription.return()
    await loop
  })

  it('may be asked for by someone who never looks at it again', async () => {
    const unhandled: unknown[] = []
    const keep = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', keep)
    onTestFinished(() => void process.off('unhandledRejection', keep))
    const { subscription } = start()
    void subscription.caughtUp()
    await subscription.return()
    void subscription.caughtUp()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(unhandled).toEqual([])
  })

  it('rejects where the subscription ends before', async () => {
    const { subscription } = start()
    const waiting = subscription.caughtUp()
    await subscription.return()
    await expect(waiting).rejects.toEqual(new SubscriptionEndedError())
    await expect(subscription.caughtUp()).rejects.toEqual(new SubscriptionEndedError())
  })
})
