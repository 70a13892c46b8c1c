import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Position } from '../../templates/client/position.js'
import { PositionMeter, type FeedFacts } from '../../templates/client/position-meter.js'
import { PositionWatch } from '../../templates/client/position-watch.js'
import type { CursorMessage } from '../../templates/stream/cursor-message.js'
import { subscribe } from '../../templates/client/node/subscribe.js'
import { noteFrame, nsid, stream } from '../server/example-stream.js'
import { publishNotes, startHost } from '../server/harness.js'
import { briefs, cursor as cursorMessage, note as numbered, start } from './start-subscription.js'

const startMs = Date.UTC(2026, 0, 2)

function meter() {
  const clock = { ms: startMs }
  return { clock, meter: new PositionMeter(() => clock.ms) }
}

const facts = (more: Partial<FeedFacts>): FeedFacts => ({
  host: 'relay.example',
  cursor: undefined,
  told: undefined,
  live: undefined,
  subprotocol: 'xrpc.v0.cbor',
  ...more,
})
const told = (more: Partial<CursorMessage>): CursorMessage => ({
  $type: `${nsid}#cursor`,
  cursor: 0,
  highestSeq: 0,
  live: false,
  ...more,
})
const note = (seq: number, more: object = {}) => ({ $type: `${nsid}#note`, seq, ...more })

describe('a position', () => {
  it('is what the host has told, brought up to date with what came since', () => {
    const { meter: gauge } = meter()
    const cursor = told({
      cursor: 10,
      highestSeq: 30,
      lowestSeq: 5,
      seqScheme: 'counter',
      sequenceId: 'abc',
      pendingMessages: 8,
      pendingBytes: 800,
    })
    expect(gauge.position(facts({ told: cursor, cursor: 10, live: false }))).toEqual({
      cursor: 10,
      highestSeq: 30,
      lowestSeq: 5,
      live: false,
      behind: { messages: 8, bytes: 800, seconds: undefined },
      backfill: { progress: 0, messagesPerSecond: undefined, secondsLeft: undefined },
      seqScheme: 'counter',
      sequenceId: 'abc',
      host: 'relay.example',
      subprotocol: 'xrpc.v0.cbor',
      inferred: false,
    })
    for (const seq of [11, 20]) gauge.count(note(seq))
    expect(gauge.position(facts({ told: cursor, cursor: 20, live: false }))).toMatchObject({
      cursor: 20,
      behind: { messages: 6, bytes: 600 },
      backfill: { progress: 0.5 },
    })
    const end = told({ cursor: 30, highestSeq: 30, live: true, pendingMessages: 0 })
    const live = gauge.position(facts({ told: end, cursor: 30, live: true }))
    expect(live).toMatchObject({ live: true, behind: { messages: 0, seconds: 0 } })
    expect(live.backfill).toBe(undefined)
  })

  it('begins a replay of everything at the oldest message that there is', () => {
    const { meter: gauge } = meter()
    const cursor = told({ cursor: 0, highestSeq: 300, lowestSeq: 101 })
    gauge.position(facts({ told: cursor, cursor: 0, live: false }))
    const position = gauge.position(facts({ told: cursor, cursor: 150, live: false }))
    expect(position.backfill?.progress).toBe(0.25)
  })

  it('says how fast a replay is, and when it will be over', () => {
    const { clock, meter: gauge } = meter()
    const cursor = told({ cursor: 0, highestSeq: 1000, pendingMessages: 1000 })
    let position = gauge.position(facts({ told: cursor, cursor: 0, live: false }))
    for (let seq = 1; seq <= 500; seq++) {
      clock.ms += 10
      gauge.count(note(seq))
      position = gauge.position(facts({ told: cursor, cursor: seq, live: false }))
    }
    expect(position.backfill?.messagesPerSecond).toBeCloseTo(100, 5)
    expect(position.backfill?.secondsLeft).toBeCloseTo(5, 5)
  })

  it('tells the time of time-like numbers, and nothing of a quiet stream that is read to its end', () => {
    const { clock, meter: gauge } = meter()
    const at = (startMs - 60_000) * 1000
    const cursor = told({ cursor: at, highestSeq: at + 20_000_000, seqScheme: 'unix-micros' })
    const behind = gauge.position(facts({ told: cursor, cursor: at, live: false }))
    expect(behind.behind.seconds).toBe(20)
    const end = told({ ...cursor, cursor: cursor.highestSeq, live: true })
    clock.ms += 3_600_000
    const position = gauge.position(facts({ told: end, cursor: end.highestSeq, live: true }))
    expect(position.behind.seconds).toBe(0)
  })
})

describe('against a host that sends no #cursor', () => {
  it('nothing is claimed that the messages do not tell', () => {
    const { meter: gauge } = meter()
    gauge.count(note(5))
    expect(gauge.position(facts({ cursor: 5 }))).toEqual({
      cursor: 5,
      highestSeq: undefined,
      lowestSeq: undefined,
      live: undefined,
      behind: { messages: undefined, bytes: undefined, seconds: undefined },
      backfill: undefined,
      seqScheme: undefined,
      sequenceId: undefined,
      host: 'relay.example',
      subprotocol: 'xrpc.v0.cbor',
      inferred: true,
    })
  })

  it.each([
    ['time-like numbers', (ms: number) => note(ms * 1000)],
    ['time fields', (ms: number) => note(7, { time: new Date(ms).toISOString() })],
  ])('the age of messages is taken from their %s', (_what, made) => {
    const { meter: gauge } = meter()
    const old = made(startMs - 90_000)
    gauge.count(old)
    const position = gauge.position(facts({ cursor: old.seq }))
    expect(position).toMatchObject({ live: false, inferred: true, behind: { seconds: 90 } })
    const fresh = made(startMs - 1000)
    gauge.count(fresh)
    expect(gauge.position(facts({ cursor: fresh.seq })).live).toBe(true)
    const offline = gauge.position(facts({ cursor: fresh.seq, subprotocol: undefined }))
    expect(offline.live).toBe(undefined)
  })
})

describe('a position that is inferred', () => {
  it('stays live on a quiet stream', () => {
    const { clock, meter: gauge } = meter()
    const fresh = note((startMs - 1000) * 1000)
    gauge.count(fresh)
    gauge.waiting()
    clock.ms += 3_600_000
    gauge.waiting()
    expect(gauge.position(facts({ cursor: fresh.seq }))).toMatchObject({
      live: true,
      behind: { seconds: 1 },
      backfill: undefined,
      inferred: true,
    })
    const old = note((clock.ms - 60_000) * 1000)
    gauge.count(old)
    expect(gauge.position(facts({ cursor: old.seq })).live).toBe(false)
  })

  it('says nothing of being live on another connection, before anything has come', () => {
    const { meter: gauge } = meter()
    const fresh = note((startMs - 1000) * 1000)
    gauge.count(fresh)
    gauge.disconnected()
    expect(gauge.position(facts({ cursor: fresh.seq })).live).toBe(undefined)
  })

  it.each([
    ['time-like numbers', (ms: number) => note(ms * 1000)],
    ['time fields', (ms: number) => note(ms % 1e9, { time: new Date(ms).toISOString() })],
  ])('has the progress and the rest of a backfill from %s', (_what, made) => {
    const { clock, meter: gauge } = meter()
    const from = startMs - 3_600_000
    const seen: (number | undefined)[] = []
    let position: Position | undefined
    for (let tick = 0; tick <= 180; tick++) {
      // Ten seconds of the stream in each second.
      const message = made(from + tick * 10_000)
      gauge.count(message)
      position = gauge.position(facts({ cursor: message.seq }))
      seen.push(position.backfill?.progress)
      clock.ms += 1000
    }
    expect(seen[0]).toBe(0)
    expect(seen).toEqual(seen.toSorted((one = 0, other = 0) => one - other))
    // Half an hour of the hour is done, and three minutes have come to it.
    expect(position?.backfill?.progress).toBeCloseTo(30 / 63, 5)
    expect(position?.behind.seconds).toBeCloseTo(33 * 60, 5)
    expect(position?.backfill?.secondsLeft).toBeCloseTo((33 * 60) / 9, 0)
  })
})

describe('the progress of a backfill', () => {
  it('goes on where it was when a connection was lost', () => {
    const { meter: gauge } = meter()
    const cursor = told({ cursor: 0, highestSeq: 100 })
    gauge.position(facts({ told: cursor, cursor: 0, live: false }))
    gauge.position(facts({ told: cursor, cursor: 80, live: undefined, subprotocol: undefined }))
    gauge.disconnected()
    const again = told({ cursor: 80, highestSeq: 100 })
    const position = gauge.position(facts({ told: again, cursor: 80, live: false }))
    expect(position.backfill?.progress).toBe(0.8)
  })

  it('begins anew with another sequence, or behind what is live', () => {
    const { meter: gauge } = meter()
    const progress = (more: Partial<FeedFacts>) =>
      gauge.position(facts({ live: false, ...more })).backfill?.progress
    const one = told({ cursor: 0, highestSeq: 100, sequenceId: 'one' })
    progress({ told: one, cursor: 0 })
    expect(progress({ told: one, cursor: 80 })).toBe(0.8)
    const two = told({ cursor: 900, highestSeq: 1000, sequenceId: 'two' })
    expect(progress({ told: two, cursor: 900 })).toBe(0)
    expect(progress({ told: two, cursor: 950 })).toBe(0.5)
    progress({ told: two, cursor: 1000, live: true })
    const back = told({ cursor: 1000, highestSeq: 1100, sequenceId: 'two' })
    expect(progress({ told: back, cursor: 1000 })).toBe(0)
  })

  it('tells when it is over by the pace of its numbers, where the host does not count', () => {
    const { clock, meter: gauge } = meter()
    const cursor = told({ cursor: 0, highestSeq: 10_000 })
    let position = gauge.position(facts({ told: cursor, cursor: 0, live: false }))
    for (let seq = 20; seq <= 5000; seq += 20) {
      clock.ms += 10
      gauge.count(note(seq))
      position = gauge.position(facts({ told: cursor, cursor: seq, live: false }))
    }
    expect(position.backfill?.messagesPerSecond).toBeCloseTo(100, 5)
    expect(position.backfill?.secondsLeft).toBeCloseTo(2.5, 5)
  })
})

describe('whoever watches a position', () => {
  it('is told at once of what the host says, and some times a second of what flows', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { meter: gauge } = meter()
    let now = gauge.position(facts({ cursor: 1 }))
    const watch = new PositionWatch(
      () => now,
      () => undefined,
    )
    const seen: (number | undefined)[] = []
    const stop = watch.listen(({ cursor }) => seen.push(cursor))
    watch.tell()
    for (let cursor = 2; cursor <= 100; cursor++) {
      now = gauge.position(facts({ cursor }))
      watch.moved()
    }
    expect(seen).toEqual([1])
    vi.advanceTimersByTime(250)
    expect(seen).toEqual([1, 100])
    stop()
    watch.tell()
    expect(seen).toEqual([1, 100])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sees a replay from its start to the end', async () => {
    const { authority, publisher } = await startHost({ mount: { cursorEvery: 100 } })
    await publishNotes(publisher, 1000)
    const host = `ws://${authority}`
    const subscription = subscribe(stream, { host, cursor: 'oldest' })
    const seen: Position[] = []
    subscription.onPosition((position) => seen.push(position))
    const loop = (async () => {
      for await (const _ of subscription);
    })()
    await subscription.caughtUp()
    await publisher.publishFrame(noteFrame(1001))
    await subscription.return()
    await loop
    const progress = seen.flatMap(({ backfill }) => backfill?.progress ?? [])
    expect(progress[0]).toBe(0)
    expect(progress.length).toBeGreaterThan(2)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ host: authority, highestSeq: 1000 })
    expect(seen.some(({ live, cursor }) => live === true && cursor === 1000)).toBe(true)
  })

  it('is told what has come since the host told of it, whenever it looks', async () => {
    const { network, subscription } = start()
    const all = briefs(subscription, 6)
    const first = cursorMessage(0, 10, false, { pendingMessages: 10 })
    ;(await network.dialled()).open().send(first, ...[1, 2, 3, 4, 5].map(numbered))
    await all
    expect(subscription.position).toMatchObject({
      behind: { messages: 5 },
      backfill: { progress: 0.5 },
    })
    await subscription.return()
  })

  it('ends the loop by throwing what it threw while nobody waited', async () => {
    const { network, subscription } = start()
    const first = subscription.next()
    const connection = (await network.dialled()).open().send(numbered(1))
    await first
    subscription.onPosition(() => {
      throw new Error('a listener that fails')
    })
    connection.drop()
    await expect(subscription.next()).rejects.toThrow('a listener that fails')
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
  })

  it('ends the loop by throwing', async () => {
    const { authority } = await startHost()
    const subscription = subscribe(stream, { host: `ws://${authority}` })
    subscription.onPosition(() => {
      throw new Error('a listener that fails')
    })
    await expect(subscription.next()).rejects.toThrow('a listener that fails')
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
  })
})
