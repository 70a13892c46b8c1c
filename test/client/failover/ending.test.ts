import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settled } from '../shard-network.js'
import { at, cursor, note, start, texts } from './two-hosts.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const theEnd = { done: true, value: undefined }

type Playing = ReturnType<typeof start>

/** What has happened by the time the subscription is ended. */
const moments: [string, (playing: Playing) => Promise<void>][] = [
  ['nothing', () => Promise.resolve()],
  [
    'the first host is dialled',
    async ({ network }) => {
      await network.dialled()
    },
  ],
  [
    'the first host was lost, and is about to be dialled again',
    async ({ network }) => {
      ;(await network.dialled()).refuse()
      await settled()
    },
  ],
  [
    'the first host was left',
    async ({ network }) => {
      ;(await network.dialled()).open().sendError('Gone')
      await network.dialled()
    },
  ],
  [
    'all hosts are away, and a wait goes on',
    async ({ network }) => {
      for (let failures = 0; failures < 2; failures++) (await network.dialled()).refuse()
      await settled()
    },
  ],
  [
    'the other one is being asked for its status',
    async ({ network }) => {
      ;(await network.dialled()).open().send(cursor(at(0), 'a'))
      await vi.advanceTimersByTimeAsync(15_000 * 2)
    },
  ],
]

describe('when a subscription ends', () => {
  it.each(moments)('after %s, nothing is left of it', async (_, play) => {
    for (const way of ['abort', 'return'] as const) {
      const abort = new AbortController()
      const playing = start(
        { maxFailures: 1, check: () => new Promise(() => undefined) },
        { signal: abort.signal, backoff: { minMs: 1000, maxMs: 1000, random: () => 0.5 } },
      )
      const { subscription } = playing
      const waiting = (async () => {
        for (;;) {
          const result = await subscription.next()
          if (result.done === true) return result
        }
      })()
      await play(playing)
      if (way === 'abort') abort.abort()
      else await subscription.return()
      expect(await waiting).toEqual(theEnd)
      expect(await subscription.next()).toEqual(theEnd)
      const { length } = playing.network.connections
      expect(vi.getTimerCount()).toBe(0)
      await settled()
      expect(playing.network.connections).toHaveLength(length)
    }
  })

  it('while it is told of a change, no other host is dialled', async () => {
    const abort = new AbortController()
    const { network, subscription } = start(
      { onFailover: () => abort.abort() },
      { signal: abort.signal },
    )
    const first = subscription.next()
    ;(await network.dialled()).open().sendError('Gone')
    expect(await first).toEqual(theEnd)
    expect(network.connections).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('because of what a listener throws, it says so', async () => {
    const problem = new Error('no change')
    const { network, subscription } = start({
      onFailover: () => {
        throw problem
      },
    })
    const first = texts(subscription, 1)
    ;(await network.dialled()).open().sendError('Gone')
    await expect(first).rejects.toBe(problem)
    expect(await subscription.next()).toEqual(theEnd)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('several that wait are answered in their order', async () => {
    const { network, subscription } = start()
    const waiting = [subscription.next(), subscription.next(), subscription.next()]
    ;(await network.dialled())
      .open()
      .send(note(at(1), 'x'))
      .sendError('One')
    ;(await network.dialled()).open().sendError('Two')
    const [first, second, third] = await Promise.allSettled(waiting)
    expect(first).toMatchObject({ value: { value: { text: 'x' } } })
    expect(second).toMatchObject({ reason: { error: 'Two' } })
    expect(third).toEqual({ status: 'fulfilled', value: theEnd })
    expect(vi.getTimerCount()).toBe(0)
  })
})
