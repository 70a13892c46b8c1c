import { afterEach, describe, expect, it, vi } from 'vitest'
import { nsid } from '../../server/example-stream.js'
import { settled } from '../shard-network.js'
import { asked, at, cursor, note, start, texts } from './two-hosts.js'

afterEach(() => {
  vi.useRealTimers()
})

const hosts = ['a.example', 'b.example', 'c.example']

/** Both connected: the second one begins by what the first one said. */
async function startBoth() {
  const playing = start({ parallel: 2 }, { hosts, cursor: 'live' })
  const { network, subscription } = playing
  const first = texts(subscription, 1)
  const one = await network.dialled()
  await network.dialled()
  one.open().send(cursor(at(0), 'a'), note(at(1), 'one'))
  expect(await first).toEqual(['one'])
  const two = await network.dialled()
  expect(asked(two)).toBe(`b.example ${at(-20)}`)
  two.open().send(cursor(at(-20), 'b'))
  return { ...playing, one, two }
}

describe('two hosts at once', () => {
  it('bring each message as soon as one of them has it, and once', async () => {
    const { subscription, one, two } = await startBoth()
    const rest = texts(subscription, 4)
    two.send(note(at(2), 'one'), note(at(3), 'two'))
    one.send(note(at(3), 'two'), note(at(4), 'three'))
    two.send(note(at(5), 'three'), note(at(6), 'four'))
    one.send(note(at(7), 'four'), note(at(8), 'five'))
    expect(await rest).toEqual(['two', 'three', 'four', 'five'])
    expect(subscription.position).toMatchObject({ host: 'a.example', cursor: at(8) })
    await subscription.return()
    expect([one.closedWith, two.closedWith]).toEqual([1000, 1000])
  })

  it.each([
    ['the same', 0],
    ['less than the first one', 3],
  ])('bring the oldest that there is once, where the second one has %s', async (_what, gone) => {
    const { network, subscription } = start({ parallel: 2 }, { hosts, cursor: 'oldest' })
    const names = ['one', 'two', 'three', 'four', 'five', 'six']
    const all = texts(subscription, 7)
    const one = await network.dialled()
    const two = await network.dialled()
    // Where a window begins is told as the last number that is gone.
    one.open().send(cursor(at(0), 'a', { highestSeq: at(6), live: false }))
    two.open().send(cursor(at(gone) + 5000, 'b', { highestSeq: at(6) + 5000, live: false }))
    await settled()
    one.send(...names.map((name, index) => note(at(index + 1), name)))
    await settled()
    const kept = names.slice(gone)
    two.send(...kept.map((name, index) => note(at(index + gone + 1) + 5000, name)))
    await settled()
    two.send(note(at(8) + 5000, 'seven'))
    one.send(note(at(8), 'seven'))
    expect(await all).toEqual([...names, 'seven'])
    const more = texts(subscription, 1)
    one.send(note(at(9), 'eight'))
    expect(await more).toEqual(['eight'])
    await subscription.return()
  })

  it('lead one after the other, and the one that is gone is replaced', async () => {
    const { network, failovers, subscription, one, two } = await startBoth()
    const rest = texts(subscription, 2)
    two.send(note(at(1), 'one'), note(at(100), 'two'))
    await settled()
    one.sendError('Gone')
    const three = await network.dialled()
    expect(asked(three)).toMatch(/^c\.example /)
    expect(failovers).toMatchObject([{ reason: 'refused', from: 'a.example', to: 'c.example' }])
    three.open().send(cursor(at(30), 'c'), note(at(99), 'two'))
    two.send(note(at(101), 'three'))
    expect(await rest).toEqual(['two', 'three'])
    expect(subscription.position).toMatchObject({ host: 'b.example', cursor: at(101) })
    await subscription.return()
  })

  it('tell of the position of the one that leads only', async () => {
    const { subscription, one, two } = await startBoth()
    const next = subscription.next()
    two.send(cursor(at(50), 'b'))
    await settled()
    const told = cursor(at(40), 'a')
    one.send(told)
    expect(await next).toEqual({ done: false, value: told })
    expect(subscription.position).toMatchObject({ host: 'a.example', cursor: at(40) })
    await subscription.return()
  })

  it('are not two when the numbers of one tell no time', async () => {
    const { network, failovers, subscription, two } = await startBoth()
    const rest = texts(subscription, 1)
    two.sendError('Gone')
    const three = await network.dialled()
    three.open().send(cursor(7, 'c', { seqScheme: 'counter' }))
    expect(asked(await network.dialled())).toBe(`b.example ${at(-20)}`)
    expect(failovers).toMatchObject([
      { reason: 'refused', from: 'b.example', to: 'c.example' },
      { reason: 'unfit', from: 'c.example', to: 'b.example', error: { code: 'no-time' } },
    ])
    await subscription.return()
    expect(await rest).toEqual([])
  })
})

describe('by health', () => {
  it('the host is taken that answers, with the newest messages, soonest', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const answers = new Map([
      ['a.example', { afterMs: 1, highestSeq: at(100) }],
      ['b.example', { afterMs: 30, highestSeq: at(190) }],
      ['c.example', { afterMs: 20, highestSeq: at(200) }],
      ['d.example', { afterMs: 60_000, highestSeq: at(201) }],
    ])
    const check = vi.fn(async (url: string) => {
      const answer = answers.get(new URL(url).host)
      await new Promise((resolve) => setTimeout(resolve, answer?.afterMs))
      return answer
    })
    const { network, subscription } = start(
      { order: 'health', check },
      { hosts: [...answers.keys()], cursor: at(0) },
    )
    const first = subscription.next()
    await vi.advanceTimersByTimeAsync(2999)
    expect(network.connections).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    const one = await network.dialled()
    expect(asked(one)).toBe(`c.example ${at(0)}`)
    expect(check).toHaveBeenCalledWith(
      `wss://a.example/xrpc/${nsid}`,
      nsid,
      expect.any(AbortSignal),
    )
    await subscription.return()
    await first
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})
