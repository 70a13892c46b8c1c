import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import { unixMicrosSequencer } from '../../templates/stream/sequencer.js'
import { noteFrame, nsid, stream } from './example-stream.js'
import { expectFaithful, Follower, seqsOf } from './follower.js'
import { Peer, startHost, type Host } from './harness.js'

const nowMs = 1_750_000_000_000
/** The sequence number of a moment, so many seconds before now. */
const ago = (seconds: number) => nowMs * 1000 - seconds * 1_000_000

/** A host whose messages came at some moments. */
async function startTimed(
  moments: readonly number[],
  options: { readonly maxFrames?: number; readonly futureAllowanceMs?: number } = {},
): Promise<Host> {
  const { maxFrames = 100, futureAllowanceMs } = options
  const host = await startHost({
    log: { seqScheme: 'unix-micros', maxFrames },
    mount: futureAllowanceMs === undefined ? {} : { futureAllowanceMs },
    server: { now: () => nowMs },
  })
  for (const moment of moments) await host.publisher.publishFrame(noteFrame(moment))
  return host
}

describe.each(subprotocols)('a cursor that is a time, in %s', (subprotocol) => {
  const [a, b, c, d] = [ago(600), ago(400), ago(200), ago(90)]
  const moments = [a, b, c, d]

  it.each([
    { when: 'five minutes ago', cursor: ago(300), sent: [c, d] },
    { when: 'the moment of a message', cursor: b, sent: [c, d] },
    { when: 'the moment before that', cursor: b - 1, sent: [b, c, d] },
  ])('replays what came after $when', async ({ cursor, sent }) => {
    const { authority } = await startTimed(moments)
    const peer = new Peer(authority, `?cursor=${cursor}`, subprotocol)
    expect(await peer.briefs(sent.length + 2)).toEqual([
      `cursor ${cursor}/${d} replay`,
      ...sent.map((seq) => `note ${seq}`),
      `cursor ${d}/${d} live`,
    ])
  })

  it.each([
    { when: 'that of the last message', cursor: d },
    { when: 'after the last message', cursor: ago(30) },
    { when: 'ahead of the clock, by what clocks may differ', cursor: ago(-60) },
  ])('$when is live at once, and lets nothing slip', async ({ cursor }) => {
    const { authority, publisher } = await startTimed(moments)
    const peer = new Peer(authority, `?cursor=${cursor}`, subprotocol)
    expect(await peer.brief()).toBe(`cursor ${d}/${d} live`)
    await publisher.publishFrame(noteFrame(ago(0)))
    expect(await peer.brief()).toBe(`note ${ago(0)}`)
  })

  it.each([
    { far: 'a minute and more', cursor: ago(-60) + 1, options: {} },
    { far: 'more than is allowed', cursor: ago(-2) + 1, options: { futureAllowanceMs: 2000 } },
  ])('$far ahead of the clock is in the future', async ({ cursor, options }) => {
    const { authority } = await startTimed(moments, options)
    const peer = new Peer(authority, `?cursor=${cursor}`, subprotocol)
    expect(await peer.briefs(3)).toEqual([
      `cursor ${d}/${d} replay`,
      `error FutureCursor: cursor ${cursor} is ahead of the stream, which is at ${d}`,
      'the end',
    ])
    expect(await peer.closed).toEqual({ code: 1008, reason: 'FutureCursor' })
  })

  it.each([
    { what: 'a time before the window', cursor: ago(500) },
    { what: 'a counter from before', cursor: 31_527_015_322 },
  ])('that is $what is told so, and gets the whole window', async ({ cursor }) => {
    const { authority } = await startTimed(moments, { maxFrames: 2 })
    const peer = new Peer(authority, `?cursor=${cursor}`, subprotocol)
    expect(await peer.briefs(5)).toEqual([
      `cursor ${b}/${d} replay`,
      'info OutdatedCursor',
      `note ${c}`,
      `note ${d}`,
      `cursor ${d}/${d} live`,
    ])
  })

  it('waits on an empty stream, even if the clock that it comes from runs ahead', async () => {
    const { authority, publisher } = await startTimed([])
    const peers = [ago(300), ago(-59)].map(
      (cursor) => new Peer(authority, `?cursor=${cursor}`, subprotocol),
    )
    for (const peer of peers) expect(await peer.brief()).toBe('cursor 0/0 live')
    await publisher.publishFrame(noteFrame(ago(0)))
    for (const peer of peers) expect(await peer.brief()).toBe(`note ${ago(0)}`)
  })

  it('can be in the future of an empty stream', async () => {
    const { authority } = await startTimed([])
    const cursor = ago(-61)
    expect(await new Peer(authority, `?cursor=${cursor}`, subprotocol).briefs(3)).toEqual([
      'cursor 0/0 replay',
      `error FutureCursor: cursor ${cursor} is ahead of the stream, which is at 0`,
      'the end',
    ])
  })
})

const slots = 32
const dids = Array.from({ length: 50 }, (_, index) => `did:example:${index}`)
const didOf = (index: number) => dids[(index * 7) % dids.length] ?? ''

describe.each(subprotocols)('messages of the same moment, in %s', (subprotocol) => {
  it('come in the order of their publication, thousands of them', async () => {
    const count = 4000
    const log = new MemoryLog({ seqScheme: 'unix-micros', slots })
    const { authority } = await startHost({ source: () => log, server: { now: () => nowMs } })
    const sequencer = unixMicrosSequencer({ slots, now: () => nowMs })
    const publisher = new Publisher(stream, log, { sequencer })
    const live = new Follower(new Peer(authority, '', subprotocol))
    const shard = new Follower(new Peer(authority, '?shard=3&shardCount=8', subprotocol))
    await Promise.all([live.read(1), shard.read(1)])
    const published = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        publisher.publish({ $type: `${nsid}#note`, did: didOf(index), text: `text ${index}` }),
      ),
    )
    const last = published.at(-1) ?? 0
    // A slot's tick lasts as long as there are slots.
    expect(published[0]).toBeGreaterThan(ago(0) - slots)
    expect(last).toBeLessThan(ago(0) + count * slots)
    const replaying = new Follower(new Peer(authority, '?cursor=0', subprotocol))
    await Promise.all([live.reach(last), replaying.reach(last)])
    for (const { messages } of [live, replaying]) {
      expectFaithful(messages, published)
      const notes = messages.flatMap((message) => ('seq' in message ? [message] : []))
      expect(notes).toEqual(
        published.map((seq, index) => ({
          $type: `${nsid}#note`,
          seq,
          did: didOf(index),
          text: `text ${index}`,
        })),
      )
      expect(notes.map(({ seq }) => seq % slots)).toEqual(
        notes.map(({ did }) => slotOfKey(did, slots)),
      )
    }
    const ofShard = published.filter((seq) => Math.floor((seq % slots) / 4) === 3)
    await shard.reach(ofShard.at(-1) ?? 0)
    expect(seqsOf(shard.messages)).toEqual(ofShard)
    // The numbers have run ahead of the clock, which makes a cursor no less good.
    const cursor = published.at(-3) ?? 0
    const again = new Peer(authority, `?cursor=${cursor}`, subprotocol)
    expect(await again.briefs(4)).toEqual([
      `cursor ${cursor}/${last} replay`,
      `note ${published.at(-2)}`,
      `note ${last}`,
      `cursor ${last}/${last} live`,
    ])
  })
})

describe.each(subprotocols)('a clock that is set, in %s', (subprotocol) => {
  const hour = 3_600_000

  it.each([
    { how: 'back', offsets: [0, 1, -hour, -hour + 1, 2] },
    { how: 'far ahead and back again', offsets: [0, 9000 * hour, 9000 * hour + 1, 1, 2] },
  ])('$how repeats and reorders nothing', async ({ offsets }) => {
    let clock = nowMs
    const log = new MemoryLog({ seqScheme: 'unix-micros', slots })
    const { authority } = await startHost({ source: () => log, server: { now: () => clock } })
    const sequencer = unixMicrosSequencer({ slots, now: () => clock })
    const publisher = new Publisher(stream, log, { sequencer })
    const live = new Peer(authority, '', subprotocol)
    expect(await live.brief()).toBe('cursor 0/0 live')
    const published: number[] = []
    for (const [index, offset] of offsets.entries()) {
      clock = nowMs + offset
      const did = didOf(index)
      published.push(await publisher.publish({ $type: `${nsid}#note`, did, text: 'text' }))
      expect(await live.message()).toMatchObject({ seq: published.at(-1), did })
    }
    expect(published).toEqual(published.toSorted((one, other) => one - other))
    expect(new Set(published).size).toBe(offsets.length)
    expect(published.map((seq) => seq % slots)).toEqual(
      offsets.map((_, index) => slotOfKey(didOf(index), slots)),
    )
    // Whoever saved one of the numbers goes on right behind it, whatever the clock says by now.
    const last = published.at(-1) ?? 0
    for (const [index, cursor] of published.entries()) {
      const follower = new Follower(new Peer(authority, `?cursor=${cursor}`, subprotocol))
      await follower.reach(last)
      expectFaithful(follower.messages, published.slice(index + 1))
      expect(follower.error).toBeUndefined()
    }
  })
})
