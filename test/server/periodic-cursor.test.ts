import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import type { Cursor, Message } from './example-stream.js'
import { expectFaithful, Follower, seqsOf } from './follower.js'
import { Peer, publishNotes, startHost } from './harness.js'

const otherShard = 1 - (slotOfKey('did:example:a', 2) ?? 0)

/** The `#cursor` messages among others. */
function cursorsOf(messages: readonly Message[]): Cursor[] {
  return messages.flatMap((message) => ('cursor' in message ? [message] : []))
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}

describe.each(subprotocols)('an idle connection in %s', (subprotocol) => {
  const mount = { cursorIntervalMs: 5 }

  it.each([0, 2])('is told again and again where it is, after %d messages', async (count) => {
    const { authority, publisher } = await startHost({ mount })
    await publishNotes(publisher, count)
    const peer = new Peer(authority, '', subprotocol)
    const line = `cursor ${count}/${count} live`
    expect(await peer.briefs(4)).toEqual([line, line, line, line])
    await publishNotes(publisher, 1)
    // One may be on its way already.
    let next = await peer.brief()
    while (next === line) next = await peer.brief()
    expect([next, await peer.brief()]).toEqual([
      `note ${count + 1}`,
      `cursor ${count + 1}/${count + 1} live`,
    ])
  })

  it.each([0, 2])('can be picked up where it was, after %d messages', async (count) => {
    const { authority, publisher } = await startHost({ mount })
    await publishNotes(publisher, count)
    const idle = new Follower(new Peer(authority, '', subprotocol))
    await idle.read(3)
    const saved = cursorsOf(idle.messages).at(-1)?.cursor
    idle.peer.webSocket.terminate()
    await publishNotes(publisher, 3)
    const again = new Follower(new Peer(authority, `?cursor=${saved}`, subprotocol))
    await again.reach(count + 3)
    expectFaithful(again.messages, [count + 1, count + 2, count + 3])
  })

  it.each([
    {
      why: 'a shard that nothing is in',
      query: `?shard=${otherShard}&shardCount=2`,
      filter: () => undefined,
    },
    { why: 'a filter that nothing passes', query: '', filter: () => () => false },
  ])('moves on behind $why', async ({ query, filter }) => {
    const { authority, publisher } = await startHost({
      log: { slots: 2 },
      mount: { ...mount, filter },
    })
    const idle = new Follower(new Peer(authority, query, subprotocol))
    await idle.read(1)
    await publishNotes(publisher, 5)
    await idle.reach(5)
    expectFaithful(idle.messages, [])
    for (const { cursor, highestSeq, live } of cursorsOf(idle.messages)) {
      expect({ cursor, live }).toEqual({ cursor: highestSeq, live: true })
    }
    expect(cursorsOf(idle.messages).at(-1)).toMatchObject({ cursor: 5, highestSeq: 5 })
  })
})

describe.each(subprotocols)('a long replay in %s', (subprotocol) => {
  const [count, cursorEvery, batchFrames] = [1000, 150, 40]
  const mount = { cursorEvery, batchFrames, cursorIntervalMs: 3_600_000 }

  it.each([
    { of: 'everything', query: '', filter: () => undefined, sent: upTo(count) },
    {
      of: 'a shard that nothing is in',
      query: `&shard=${otherShard}&shardCount=2`,
      filter: () => undefined,
      sent: [],
    },
    {
      of: 'what passes a filter',
      query: '',
      filter:
        () =>
        ({ seq }: { readonly seq: number }) =>
          seq % 500 === 0,
      sent: [500, 1000],
    },
  ])('of $of shows its progress', async ({ query, filter, sent }) => {
    const { authority, publisher } = await startHost({
      log: { slots: 2 },
      mount: { ...mount, filter },
    })
    await publishNotes(publisher, count)
    const follower = new Follower(new Peer(authority, `?cursor=0${query}`, subprotocol))
    await follower.reach(count)
    expectFaithful(follower.messages, sent)
    const cursors = cursorsOf(follower.messages)
    const positions = cursors.map(({ cursor }) => cursor)
    expect([positions[0], positions.at(-1)]).toEqual([0, count])
    for (const [index, position] of positions.slice(1).entries()) {
      const step = position - (positions[index] ?? 0)
      expect(step).toBeGreaterThan(0)
      expect(step).toBeLessThan(cursorEvery + batchFrames)
    }
    expect(cursors.map(({ live }) => live)).toEqual(positions.map((at) => at === count))
    expect(new Set(cursors.map(({ highestSeq }) => highestSeq))).toEqual(new Set([count]))
  })

  it('says how much is left', async () => {
    const { authority, publisher } = await startHost({ mount })
    await publishNotes(publisher, count)
    const follower = new Follower(new Peer(authority, '?cursor=0', subprotocol))
    await follower.reach(count)
    for (const { cursor, pendingMessages } of cursorsOf(follower.messages)) {
      expect(pendingMessages).toBe(count - cursor)
    }
  })

  it('can be picked up where it was', async () => {
    const { authority, publisher } = await startHost({ mount })
    await publishNotes(publisher, count)
    const seen: number[] = []
    let saved = 0
    for (let part = 0; part < 3; part++) {
      const follower = new Follower(new Peer(authority, `?cursor=${saved}`, subprotocol))
      while (cursorsOf(follower.messages).length < 2) await follower.read(1)
      follower.peer.webSocket.terminate()
      saved = cursorsOf(follower.messages).at(-1)?.cursor ?? 0
      seen.push(...seqsOf(follower.messages))
      expect(seen).toEqual(upTo(saved))
    }
    const rest = new Follower(new Peer(authority, `?cursor=${saved}`, subprotocol))
    await rest.reach(count)
    expect([...seen, ...seqsOf(rest.messages)]).toEqual(upTo(count))
  })
})
