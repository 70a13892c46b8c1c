import { describe, expect, it } from 'vitest'
import type { StoredFrame, StreamSource } from '../../templates/server/stream-source.js'
import { resolveCursor } from '../../templates/stream/cursor-resolution.js'
import type { StreamPosition } from '../../templates/stream/position.js'
import { noteFrame } from '../server/example-stream.js'
import { Peer, startHost } from '../server/harness.js'
import { readVectors } from './read-vectors.js'

const { cases } = readVectors('cursor-resolution')
type Case = (typeof cases)[number]
type Server = Case['server']

function positionOf({ highestSeq, lowestSeq, prunedSeq, originSeq }: Server): StreamPosition {
  return { highestSeq, lowestSeq, prunedSeq, originSeq }
}

/** The positions that a case allows. */
function boundsOf(cursor: Case['first']['cursor']['cursor']) {
  return typeof cursor === 'number' ? { atLeast: cursor, atMost: cursor } : cursor
}

function expectWithin(position: unknown, cursor: Case['first']['cursor']['cursor']): void {
  const { atLeast, atMost } = boundsOf(cursor)
  expect(position).toBeGreaterThanOrEqual(atLeast)
  expect(position).toBeLessThanOrEqual(atMost)
}

/** A log of just these messages. */
function sourceOf(server: Server): StreamSource {
  const position = positionOf(server)
  const frames: readonly StoredFrame[] = server.held.map((seq) => ({
    seq,
    slot: undefined,
    bytes: noteFrame(seq),
  }))
  return {
    seqScheme: server.seqScheme,
    sequenceId: undefined,
    slots: 1,
    position: () => position,
    read: ({ after }) => ({ position, frames: frames.filter(({ seq }) => seq > after) }),
    subscribe: () => () => undefined,
  }
}

function isTime(seq: number): boolean {
  return seq >= 1e15
}

describe.each(cases)('$id', ({ server, requested, first, replays }) => {
  it('is resolved as it says', () => {
    const { after, live, verdict } = resolveCursor({
      cursor: requested ?? undefined,
      position: positionOf(server),
      seqScheme: server.seqScheme,
      nowMs: Date.parse(server.clock),
      // 60 seconds are what there is without a word.
      ...(server.futureAllowanceSeconds === 60
        ? {}
        : { futureAllowanceMs: server.futureAllowanceSeconds * 1000 }),
    })
    const expected =
      first.error === undefined ? (first.info === undefined ? 'ok' : 'outdated') : 'future'
    expect({ live, verdict }).toEqual({ live: first.cursor.live, verdict: expected })
    expectWithin(after, first.cursor.cursor)
  })

  it('is answered as it says', async () => {
    const { authority } = await startHost({
      source: () => sourceOf(server),
      mount: { futureAllowanceMs: server.futureAllowanceSeconds * 1000 },
      server: { now: () => Date.parse(server.clock) },
    })
    const peer = new Peer(authority, requested === null ? '' : `?cursor=${requested}`)
    const told = await peer.message()
    const { cursor, ...others } = first.cursor
    expect(told).toMatchObject(others)
    expectWithin('cursor' in told ? told.cursor : undefined, cursor)
    if (first.info !== undefined) expect(await peer.brief()).toBe(`info ${first.info}`)
    for (const seq of replays) expect(await peer.brief()).toBe(`note ${seq}`)
    if (first.error !== undefined) {
      expect(await peer.brief()).toMatch(new RegExp(`^error ${first.error}: `))
      expect(await peer.brief()).toBe('the end')
      expect((await peer.closed).code).toBe(first.closeCode)
    } else if (!first.cursor.live) {
      const { highestSeq } = server
      expect(await peer.brief()).toBe(`cursor ${highestSeq}/${highestSeq} live`)
    }
  })
})

it('a server that knows only what it holds is right but where vectors.md says', () => {
  const wrong = cases.filter(({ server, requested, first }) => {
    const { seqScheme, clock, futureAllowanceSeconds, highestSeq, lowestSeq } = server
    const last = lowestSeq === undefined ? highestSeq : lowestSeq - 1
    const { verdict } = resolveCursor({
      cursor: requested ?? undefined,
      position: { highestSeq, lowestSeq, prunedSeq: last, originSeq: last },
      seqScheme,
      nowMs: Date.parse(clock),
      futureAllowanceMs: futureAllowanceSeconds * 1000,
    })
    return (verdict === 'outdated') !== (first.info !== undefined)
  })
  const between = cases.filter(({ server, requested }) => {
    const { prunedSeq, originSeq, lowestSeq = 0 } = server
    return (
      requested !== null &&
      requested !== 0 &&
      requested >= Math.max(prunedSeq, originSeq) &&
      requested < lowestSeq - 1
    )
  })
  expect(wrong.map(({ id }) => id)).toEqual(['counter/last-pruned', 'counter/gap-before-held'])
  expect(wrong).toEqual(between)
})

it('a host that has changed over tells the time, and has numbers that do not', () => {
  const switched = cases.filter(({ id }) => id.startsWith('unix-micros/switched'))
  expect(
    switched.map(({ id, server, first, replays }) => [
      id.replace('unix-micros/', ''),
      server.held.map(isTime),
      replays.map(isTime),
      first.cursor.live,
    ]),
  ).toEqual([
    ['switched', [false, false, false], [], true],
    ['switched-counter', [false, false, false], [false], false],
    ['switched-last-count', [false, false, true, true], [true, true], false],
    ['switched-between', [false, false, true, true], [true, true], false],
  ])
  const counted = cases.filter(({ server }) => server.seqScheme === 'counter')
  const logs = new Set(counted.map(({ server }) => server.held.join()))
  expect(switched.filter(({ server }) => logs.has(server.held.join()))).toEqual([])
})

it('a place that several numbers tell is given by its bounds, and another by its number', () => {
  for (const { server, requested, first } of cases) {
    const { atLeast, atMost } = boundsOf(first.cursor.cursor)
    const last = Math.max(server.prunedSeq, server.originSeq)
    const isOfWindow = requested === 0 || first.info !== undefined
    if (!isOfWindow || server.lowestSeq === undefined) expect(atMost).toBe(atLeast)
    else expect([atLeast, atMost]).toEqual([last, server.lowestSeq - 1])
  }
})
