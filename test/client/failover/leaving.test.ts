import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostStanding } from '../../../templates/client/failover/host-check.js'
import { SequenceChangedError, StreamError } from '../../../templates/client/subscribe-error.js'
import { settled } from '../shard-network.js'
import { asked, at, cursor, note, readTwo, start, texts } from './two-hosts.js'

afterEach(() => {
  vi.useRealTimers()
})

const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })

describe('a host that refuses', () => {
  it('is left for the next one, which is read from a minute before', async () => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    one.sendError('SomethingElse')
    const two = await network.dialled()
    expect(asked(two)).toBe(`b.example ${at(140)}`)
    // The place is the old host's until the new one has said something.
    expect(subscription.position).toMatchObject({ host: 'a.example', cursor: at(200) })
    two.open().send(cursor(at(140), 'b'), note(at(201), 'y'), note(at(202), 'z'))
    expect(await rest).toEqual(['z'])
    expect(subscription.position).toMatchObject({ host: 'b.example', cursor: at(202) })
    expect(failovers).toEqual([
      {
        reason: 'refused',
        from: 'a.example',
        to: 'b.example',
        cursor: at(140),
        error: new StreamError('SomethingElse', undefined),
      },
    ])
    await subscription.return()
  })

  it('is not read from before the subscription began, but for what hosts may differ by', async () => {
    const { network, subscription } = start()
    const first = texts(subscription, 1)
    const one = await network.dialled()
    one.open().send(cursor(at(0), 'a'), note(at(10), 'x'))
    await first
    const rest = subscription.next()
    one.sendError('SomethingElse')
    expect(asked(await network.dialled())).toBe(`b.example ${at(-20)}`)
    await subscription.return()
    await rest
  })

  it('is one that sends what breaks the wire format', async () => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = subscription.next()
    one.sendBytes(Uint8Array.of(0xff))
    expect(asked(await network.dialled())).toBe(`b.example ${at(140)}`)
    expect(failovers).toMatchObject([{ reason: 'refused', error: { name: 'DecodeError' } }])
    await subscription.return()
    await rest
  })

  it('ends the subscription with the last error where all of them do', async () => {
    const { network, subscription } = start()
    const first = subscription.next()
    ;(await network.dialled()).open().sendError('NotOne')
    ;(await network.dialled()).open().sendError('NotTwo')
    await expect(first).rejects.toMatchObject({ name: 'StreamError', error: 'NotTwo' })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
  })
})

describe('a host that is dead', () => {
  it('is left after three failures in a row, and the next one started as that was', async () => {
    const { network, failovers, subscription } = start()
    const first = subscription.next()
    for (let failures = 0; failures < 3; failures++) (await network.dialled()).refuse()
    expect(asked(await network.dialled())).toBe(`b.example ${at(0)}`)
    expect(failovers).toMatchObject([
      { reason: 'dead', from: 'a.example', to: 'b.example', cursor: at(0) },
    ])
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('is tried again and again where all of them are', async () => {
    const { network, failovers, subscription } = start({ maxFailures: 1 })
    const first = texts(subscription, 1)
    for (const host of ['a', 'b', 'a', 'b', 'a']) {
      const connection = await network.dialled()
      expect(asked(connection)).toBe(`${host}.example ${at(0)}`)
      connection.refuse()
    }
    ;(await network.dialled()).open().send(note(at(1), 'x'))
    expect(await first).toEqual(['x'])
    expect(failovers.map(({ to }) => to)).toEqual([
      'b.example',
      'a.example',
      'b.example',
      'a.example',
      'b.example',
    ])
    await subscription.return()
  })

  it('is left when it has not connected for 20 seconds', async () => {
    fakeTimers()
    const { network, failovers, subscription } = start()
    const first = subscription.next()
    const one = await network.dialled()
    await vi.advanceTimersByTimeAsync(19_999)
    expect(network.connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(one.closedWith).toBe(1000)
    expect(asked(await network.dialled())).toBe(`b.example ${at(0)}`)
    expect(failovers).toMatchObject([{ reason: 'dead', error: undefined }])
    await subscription.return()
    await first
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not turned back to before its time', async () => {
    fakeTimers()
    const { network, subscription } = start(
      { maxFailures: 1 },
      { backoff: { minMs: 1000, maxMs: 8000, random: () => 0.5 } },
    )
    const first = subscription.next()
    ;(await network.dialled()).refuse()
    ;(await network.dialled()).refuse()
    await vi.advanceTimersByTimeAsync(499)
    expect(network.connections).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked(await network.dialled())).toBe(`a.example ${at(0)}`)
    network.connections[2]?.refuse()
    // The other one has waited for as long already; twice as long from the second failure on.
    ;(await network.dialled()).refuse()
    await vi.advanceTimersByTimeAsync(999)
    expect(network.connections).toHaveLength(4)
    await vi.advanceTimersByTimeAsync(1)
    expect(network.connections).toHaveLength(5)
    await subscription.return()
    await first
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a host that is stalled', () => {
  const intervalMs = 1000

  /** Looks some times while nothing comes, with what the other host answers each time. */
  async function stalled(answers: readonly (HostStanding | undefined)[]) {
    fakeTimers()
    const remaining = [...answers]
    const check = () => Promise.resolve(remaining.shift())
    const { network, failovers, subscription } = start({ check, checkIntervalMs: intervalMs })
    await readTwo(network, subscription)
    const rest = subscription.next()
    // The first look finds that something has come.
    for (let looks = 0; looks < answers.length + 2; looks++) {
      await vi.advanceTimersByTimeAsync(intervalMs)
    }
    const { length } = network.connections
    await subscription.return()
    await rest
    expect(vi.getTimerCount()).toBe(0)
    return { length, failovers, remaining }
  }

  it('is left when another one had by far newer messages the last time it was asked', async () => {
    const { length, failovers } = await stalled([{ highestSeq: at(221) }])
    expect(length).toBe(2)
    expect(failovers).toMatchObject([{ reason: 'stalled', from: 'a.example', to: 'b.example' }])
  })

  it('is left when another one had new messages by the last time it was asked', async () => {
    const { length } = await stalled([{ highestSeq: 7 }, { highestSeq: 8 }])
    expect(length).toBe(2)
  })

  it.each<[string, (HostStanding | undefined)[]]>([
    ['others have nothing newer', Array.from({ length: 4 }, () => ({ highestSeq: at(219) }))],
    ['others do not answer', [undefined, undefined, undefined, undefined]],
    ['only one of two answers came', [{ highestSeq: 7 }, undefined, { highestSeq: 8 }]],
  ])('is not one when %s', async (_, answers) => {
    const { length, failovers, remaining } = await stalled(answers)
    expect(length).toBe(1)
    expect(failovers).toEqual([])
    expect(remaining).toEqual([])
  })

  it('is left without a question when nothing came for as long as it may', async () => {
    fakeTimers()
    const check = vi.fn(() => Promise.resolve(undefined))
    const { network, failovers, subscription } = start({ silenceMs: 5000, check })
    const one = await readTwo(network, subscription)
    // Nobody waits for anything.
    await vi.advanceTimersByTimeAsync(10_000)
    const rest = texts(subscription, 1)
    await vi.advanceTimersByTimeAsync(4000)
    one.send(cursor(at(200), 'a'))
    await settled()
    await vi.advanceTimersByTimeAsync(4999)
    expect(network.connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(network.connections).toHaveLength(2)
    expect(failovers).toMatchObject([{ reason: 'stalled', error: undefined }])
    expect(check).not.toHaveBeenCalled()
    await subscription.return()
    await rest
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a host whose sequence changes', () => {
  it('is read again from a minute before, before any other', async () => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    one.drop()
    const two = await network.dialled()
    expect(asked(two)).toBe(`a.example ${at(200)}`)
    two.open().send(cursor(at(900), 'c'))
    const three = await network.dialled()
    expect(asked(three)).toBe(`a.example ${at(140)}`)
    three.open().send(cursor(at(140), 'c'), note(at(190), 'y'), note(at(901), 'z'))
    expect(await rest).toEqual(['z'])
    expect(subscription.position).toMatchObject({ sequenceId: 'c', cursor: at(901) })
    expect(failovers).toEqual([
      {
        reason: 'sequence-changed',
        from: 'a.example',
        to: 'a.example',
        cursor: at(140),
        error: new SequenceChangedError('a', 'c'),
      },
    ])
    await subscription.return()
  })

  it('is one whose numbers go down', async () => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = subscription.next()
    one.send(note(at(150), 'z'))
    expect(asked(await network.dialled())).toBe(`a.example ${at(140)}`)
    expect(failovers).toMatchObject([
      { reason: 'sequence-changed', error: { name: 'SequenceOrderError', code: 'went-down' } },
    ])
    await subscription.return()
    await rest
  })
})
