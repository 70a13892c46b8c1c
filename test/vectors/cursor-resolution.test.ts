import { describe, expect, it } from 'vitest'
import type { StoredFrame, StreamSource } from '../../templates/server/stream-source.js'
import { resolveCursor } from '../../templates/stream/cursor-resolution.js'
import type { StreamPosition } from '../../templates/stream/position.js'
import { noteFrame } from '../server/example-stream.js'
import { Peer, startHost } from '../server/harness.js'
import { readVectors } from './read-vectors.js'

const { cases } = readVectors('cursor-resolution')
type Server = (typeof cases)[number]['server']

function positionOf({ highestSeq, lowestSeq, prunedSeq, originSeq }: Server): StreamPosition {
  return { highestSeq, lowestSeq, prunedSeq, originSeq }
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
    expect({ after, live, verdict }).toEqual({
      after: first.cursor.cursor,
      live: first.cursor.live,
      verdict: expected,
    })
  })

  it('is answered as it says', async () => {
    const { authority } = await startHost({
      source: () => sourceOf(server),
      mount: { futureAllowanceMs: server.futureAllowanceSeconds * 1000 },
      server: { now: () => Date.parse(server.clock) },
    })
    const peer = new Peer(authority, requested === null ? '' : `?cursor=${requested}`)
    expect(await peer.message()).toMatchObject(first.cursor)
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
