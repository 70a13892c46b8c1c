import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FailoverError } from '../../../templates/client/failover/failover-error.js'
import type { FailoverOptions } from '../../../templates/client/failover/failover-options.js'
import { SequenceChangedError } from '../../../templates/client/subscribe-error.js'
import type { Subscription } from '../../../templates/client/subscription.js'
import { nsid, type Message } from '../../server/example-stream.js'
import type { FakeConnection } from '../fake-dial.js'
import { asked, at, cursor, note, outdated, readTwo, start, texts } from './two-hosts.js'

afterEach(() => {
  vi.useRealTimers()
})

/** What the second host says first that is entered from `at(140)` for a place at `at(200)`. */
type FirstWords = (connection: FakeConnection) => unknown

const counting = cursor(5, 'b', { seqScheme: 'counter', highestSeq: 9 })
const counted = (position: number, name: string) => cursor(position, name, { seqScheme: 'counter' })
const plain: Message = { $type: `${nsid}#cursor`, cursor: at(140), highestSeq: 0, live: true }

describe('where no other host can be gone on with', () => {
  it.each<[string, FailoverError['code'], FirstWords]>([
    ['counts', 'no-time', (two) => two.open().send(counting)],
    ['counts, and says nothing of it', 'no-time', (two) => two.open().send(note(7))],
    ['says nothing of its numbers', 'no-time', (two) => two.open().send(plain)],
    ['takes the time for a number', 'no-time', (two) => two.open().sendError('FutureCursor')],
    ['begins too late', 'gap', (two) => two.open().send(cursor(at(181), 'b'))],
    ['has nothing', 'gap', (two) => two.open().send(cursor(0, 'b'))],
    [
      'has pruned too much, and says so',
      'gap',
      (two) => two.open().send(cursor(at(140), 'b'), outdated, note(at(181))),
    ],
    [
      'has pruned too much, and sends no #cursor',
      'gap',
      (two) => two.open().send(outdated, note(at(181))),
    ],
  ])('since it %s, the subscription ends: %s', async (_, code, say) => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    one.sendError('SomethingElse')
    say(await network.dialled())
    await expect(rest).rejects.toMatchObject({
      name: 'FailoverError',
      code,
      host: 'b.example',
      cause: { error: 'SomethingElse' },
    })
    expect(failovers).toHaveLength(1)
    expect(subscription.position).toMatchObject({ host: 'a.example', cursor: at(200) })
  })

  it('since nothing tells the time, the subscription ends without asking', async () => {
    const { network, subscription } = start({}, { cursor: 5 })
    const rest = texts(subscription, 2)
    ;(await network.dialled()).open().send(note(6, 'x')).sendError('SomethingElse')
    await expect(rest).rejects.toMatchObject({
      name: 'FailoverError',
      code: 'unknown-time',
      host: 'b.example',
      message:
        'b.example: it is not known from which time on messages are missing; ' +
        'nothing was skipped: say where to go on',
    })
    expect(network.connections).toHaveLength(1)
  })

  it('a host that is only away is tried again, and the other one told of', async () => {
    const { network, failovers, subscription } = start({ maxFailures: 1 })
    const one = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    one.drop()
    ;(await network.dialled()).open().send(counting)
    const again = await network.dialled()
    expect(asked(again)).toBe(`a.example ${at(200)}`)
    again.open().send(cursor(at(200), 'a'), note(at(201), 'z'))
    expect(await rest).toEqual(['z'])
    expect(failovers).toMatchObject([
      { reason: 'dead', from: 'a.example', to: 'b.example', cursor: at(140) },
      {
        reason: 'unfit',
        from: 'b.example',
        to: 'a.example',
        cursor: at(200),
        error: { name: 'FailoverError', code: 'no-time', host: 'b.example' },
      },
    ])
    await subscription.return()
  })

  it.each<[NonNullable<FailoverOptions['onGap']>, string]>([
    ['oldest', '0'],
    ['live', 'null'],
  ])('it goes on with what is %s if it was told to', async (onGap, from) => {
    const { network, failovers, subscription } = start({ onGap })
    const one = await readTwo(network, subscription)
    const rest = texts(subscription, 2)
    one.sendError('SomethingElse')
    ;(await network.dialled()).open().send(counting)
    const two = await network.dialled()
    expect(asked(two)).toBe(`b.example ${from}`)
    two.open().send(counting, note(6, 'new'), note(7, 'newer'))
    expect(await rest).toEqual(['new', 'newer'])
    expect(subscription.position).toMatchObject({ host: 'b.example', cursor: 7 })
    expect(failovers.map(({ reason, to }) => `${reason} ${to}`)).toEqual(['refused b.example'])
    await subscription.return()
  })
})

async function untilText(subscription: Subscription<Message>, text: string): Promise<void> {
  for await (const message of {
    [Symbol.asyncIterator]: () => ({ next: () => subscription.next() }),
  }) {
    if ('text' in message && message.text === text) return
  }
}

describe('where another host can be gone on with', () => {
  it.each<[string, FirstWords]>([
    ['begins late, and early enough', (two) => two.open().send(cursor(at(180), 'b'))],
    ['has nothing so new', (two) => two.open().send(cursor(at(90), 'b'))],
    [
      'says nothing of its numbers, which tell the time',
      (two) => two.open().send({ ...plain, highestSeq: at(140) }),
    ],
    [
      'has pruned some, and says so',
      (two) => two.open().send(cursor(at(140), 'b'), outdated, note(at(180), 'x')),
    ],
    ['sends no #cursor', (two) => two.open()],
  ])('it may be one that %s', async (_, say) => {
    const { network, failovers, subscription } = start()
    const one = await readTwo(network, subscription)
    const rest = untilText(subscription, 'z')
    one.sendError('SomethingElse')
    const two = await network.dialled()
    say(two)
    two.send(note(at(198), 'y'), note(at(300), 'z'))
    await rest
    expect(subscription.position).toMatchObject({ host: 'b.example', cursor: at(300) })
    expect(failovers).toHaveLength(1)
    await subscription.return()
  })

  it('it may have the same numbers, which are no times', async () => {
    const { network, failovers, subscription } = start({}, { cursor: 5 })
    const rest = texts(subscription, 3)
    ;(await network.dialled())
      .open()
      .send(counted(5, 'one'), note(6, 'x'), note(7, 'y'))
      .sendError('SomethingElse')
    const two = await network.dialled()
    expect(asked(two)).toBe('b.example 7')
    two.open().send(counted(7, 'one'), note(8, 'z'))
    expect(await rest).toEqual(['x', 'y', 'z'])
    expect(failovers).toMatchObject([{ reason: 'refused', cursor: 7 }])
    await subscription.return()
  })
})

describe('one host', () => {
  const one = { host: 'a.example' }

  it('is another one once its sequence changes', async () => {
    const { network, failovers, subscription } = start({}, one)
    const connection = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    connection.drop()
    ;(await network.dialled()).open().send(cursor(at(900), 'b'))
    const two = await network.dialled()
    expect(asked(two)).toBe(`a.example ${at(140)}`)
    two.open().send(cursor(at(140), 'b'), note(at(190), 'y'), note(at(901), 'z'))
    expect(await rest).toEqual(['z'])
    expect(failovers).toMatchObject([{ reason: 'sequence-changed', to: 'a.example' }])
    await subscription.return()
  })

  it('that cannot go on so ends the subscription with what happened', async () => {
    const { network, subscription } = start({}, one)
    const connection = await readTwo(network, subscription)
    const rest = texts(subscription, 1)
    connection.drop()
    ;(await network.dialled()).open().send(cursor(7, 'b', { seqScheme: 'counter' }))
    ;(await network.dialled()).open().send(cursor(7, 'b', { seqScheme: 'counter' }))
    await expect(rest).rejects.toEqual(new SequenceChangedError('a', 'b'))
  })

  it('that counts is gone on with if it was told to', async () => {
    const { network, subscription } = start({ onGap: 'oldest' }, { ...one, cursor: 5 })
    const rest = texts(subscription, 2)
    ;(await network.dialled()).open().send(counted(5, 'a'), note(6, 'x')).drop()
    ;(await network.dialled()).open().send(counted(0, 'b'))
    const again = await network.dialled()
    expect(asked(again)).toBe('a.example 0')
    again.open().send(counted(0, 'b'), note(1, 'y'))
    expect(await rest).toEqual(['x', 'y'])
    await subscription.return()
  })

  it('is never dead', async () => {
    const { network, failovers, subscription } = start({ maxFailures: 1 }, one)
    const first = texts(subscription, 1)
    for (let failures = 0; failures < 5; failures++) (await network.dialled()).refuse()
    ;(await network.dialled()).open().send(note(at(1), 'x'))
    expect(await first).toEqual(['x'])
    expect(failovers).toEqual([])
    await subscription.return()
  })
})

describe('one after the other', () => {
  it('three hosts are left, and what comes is told from what was there by its place', async () => {
    const hosts = ['a.example', 'b.example', 'c.example']
    const { network, failovers, subscription } = start({}, { hosts })
    const all = texts(subscription, 7)
    ;(await network.dialled())
      .open()
      .send(cursor(at(0), 'a'), note(at(100), 'off'), note(at(101), 'on'))
      .sendError('One')
    ;(await network.dialled())
      .open()
      .send(cursor(at(41), 'b'))
      .send(note(at(102), 'off'), note(at(103), 'on'), note(at(104), 'off'), note(at(105), 'on'))
      .sendError('Two')
    ;(await network.dialled())
      .open()
      .send(cursor(at(45), 'c'))
      .send(note(at(99), 'off'), note(at(100), 'on'), note(at(101), 'off'), note(at(102), 'on'))
      .send(note(at(103), 'off'), note(at(104), 'on'), note(at(105), 'end'))
    expect(await all).toEqual(['off', 'on', 'off', 'on', 'off', 'on', 'end'])
    expect(failovers.map(({ to }) => to)).toEqual(['b.example', 'c.example'])
    await subscription.return()
  })
})
