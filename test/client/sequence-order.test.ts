import { describe, expect, it } from 'vitest'
import { sameContent } from '../../templates/client/same-content.js'
import { SequenceOrderError } from '../../templates/client/subscribe-error.js'
import { CidLink } from '../../templates/values/cid-link.js'
import { brief } from '../server/harness.js'
import type { FakeConnection } from './fake-dial.js'
import { briefs, cursor, note, start } from './start-subscription.js'

/** What comes of two connections: the messages, and what the subscription ends with. */
async function outcome(
  options: Parameters<typeof start>[0],
  ...plays: readonly ((connection: FakeConnection) => unknown)[]
): Promise<{ lines: string[]; error: unknown; closedWith: (number | undefined)[] }> {
  const { network, subscription } = start(options)
  const lines: string[] = []
  const loop = (async () => {
    for await (const message of subscription) lines.push(brief(message))
  })().catch((error: unknown) => error)
  for (const play of plays) play(await network.dialled())
  // Everything that was sent has been consumed by the time it would be connected to again.
  const error = await Promise.race([loop, network.dialled().then(() => 'another connection')])
  await subscription.return()
  return { lines, error, closedWith: network.connections.map(({ closedWith }) => closedWith) }
}

describe('sequence numbers', () => {
  it('that go down end the subscription', async () => {
    expect(
      await outcome({}, (connection) => connection.open().send(note(5), note(8), note(6))),
    ).toEqual({
      lines: ['note 5', 'note 8'],
      error: new SequenceOrderError('went-down', 6, 8),
      closedWith: [1002],
    })
  })

  it('that are below the cursor right after connecting end it, too', async () => {
    expect(
      await outcome(
        {},
        (connection) => connection.open().send(note(5)).drop(),
        (connection) => connection.open().send(note(3)),
      ),
    ).toMatchObject({ lines: ['note 5'], error: new SequenceOrderError('went-down', 3, 5) })
    expect(
      await outcome({ cursor: 10 }, (connection) => connection.open().send(note(9))),
    ).toMatchObject({ lines: [], error: new SequenceOrderError('went-down', 9, 10) })
  })

  it('that are below what #cursor says was sent do so, too', async () => {
    expect(
      await outcome({}, (connection) =>
        connection.open().send(cursor(9, 9, true), note(9), note(8)),
      ),
    ).toMatchObject({
      lines: ['cursor 9/9 live'],
      error: new SequenceOrderError('went-down', 8, 9),
    })
  })

  it('say what is wrong', () => {
    const down = new SequenceOrderError('went-down', 6, 8)
    expect(down).toMatchObject({
      name: 'SequenceOrderError',
      message: 'seq 6 came after 8 had been reached',
      action: 'give-up',
    })
    expect(new SequenceOrderError('repeated', 6, 6).message).toBe(
      'seq 6 came twice, with different content',
    )
  })

  it('may be below a cursor that lies ahead of a live stream, as a time can', async () => {
    const { network, subscription } = start({ cursor: 100 })
    const lines = briefs(subscription, 3)
    ;(await network.dialled()).open().send(cursor(50, 50, true), note(60), note(70))
    expect(await lines).toEqual(['cursor 50/50 live', 'note 60', 'note 70'])
    expect(subscription.cursor).toBe(70)
    await subscription.return()
  })

  it('do not go down to where a host says that it is, once they were consumed', async () => {
    expect(
      await outcome(
        {},
        (connection) => connection.open().send(note(100)).drop(),
        (connection) => connection.open().send(cursor(50, 50, true), note(60)),
      ),
    ).toMatchObject({
      lines: ['note 100', 'cursor 50/50 live'],
      error: new SequenceOrderError('went-down', 60, 100),
    })
  })
})

describe('the message of the cursor', () => {
  const other = { ...note(5), text: 'other' }

  it('is dropped where it comes again, whatever the wire format', async () => {
    expect(
      await outcome(
        { subprotocols: ['xrpc.v1.json'] },
        (connection) => connection.open('xrpc.v1.json').send(note(4), note(5)).drop(),
        (connection) => connection.open('').send(note(5), note(5), note(6)).drop(),
      ),
    ).toEqual({
      lines: ['note 4', 'note 5', 'note 6'],
      error: 'another connection',
      closedWith: [undefined, undefined, 1000],
    })
  })

  it.each([
    { name: 'after a reconnect', messages: [[note(5)], [other]] },
    { name: 'on the same connection', messages: [[note(5), other]] },
    { name: 'where #cursor only confirms it', messages: [[note(5), cursor(5, 5, true), other]] },
  ])('ends the subscription where it comes with other content $name', async ({ messages }) => {
    const plays = messages.map((sent, index) => (connection: FakeConnection) => {
      connection.open().send(...sent)
      if (index < messages.length - 1) connection.drop()
    })
    expect(await outcome({}, ...plays)).toMatchObject({
      error: new SequenceOrderError('repeated', 5, 5),
    })
  })

  it('is dropped unseen where the cursor was saved by an earlier run', async () => {
    expect(
      await outcome({ cursor: 5 }, (connection) => connection.open().send(other, note(6)).drop()),
    ).toMatchObject({ lines: ['note 6'], error: 'another connection' })
  })

  it('is dropped unseen where #cursor has told of it', async () => {
    expect(
      await outcome({}, (connection) =>
        connection
          .open()
          .send(note(4), cursor(5, 5, true), other, note(6))
          .drop(),
      ),
    ).toMatchObject({ lines: ['note 4', 'cursor 5/5 live', 'note 6'] })
  })
})

describe('sameContent', () => {
  const link = 'bafyreieqq463374bbcbeq7gpmet5rvrpeqow6t4rtjzrkhnlumdylagaqa'
  const value = () => ({
    text: 'a',
    bytes: Uint8Array.of(1, 2),
    links: [CidLink.parse(link), null],
    map: { yes: true, absent: undefined },
  })

  it('sees through views, classes and absent members', () => {
    expect(sameContent(value(), { ...value(), map: { yes: true }, bytes: Buffer.of(1, 2) })).toBe(
      true,
    )
  })

  it.each<object>([
    { text: 'b' },
    { bytes: Uint8Array.of(1, 3) },
    { bytes: Uint8Array.of(1) },
    { bytes: [1, 2] },
    { links: [CidLink.parse(link)] },
    { links: [link, null] },
    { links: [null, null] },
    { map: { yes: true, more: 0 } },
    { map: { yes: false } },
    { map: null },
    { map: { yes: true, constructor: Object } },
  ])('tells from it: %j', (change) => {
    expect(sameContent(value(), { ...value(), ...change })).toBe(false)
    expect(sameContent({ ...value(), ...change }, value())).toBe(false)
  })
})
