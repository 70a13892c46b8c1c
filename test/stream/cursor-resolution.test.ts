import { describe, expect, it } from 'vitest'
import { resolveCursor } from '../../templates/stream/cursor-resolution.js'
import type { SeqScheme, StreamPosition } from '../../templates/stream/position.js'

const nowMs = 1_700_000_000_000
const nowMicros = nowMs * 1000
const empty: StreamPosition = { highestSeq: 0, lowestSeq: undefined, prunedSeq: 0, originSeq: 0 }
/** Holds 40, 50 and 60; 30 was pruned; began after 9. */
const window: StreamPosition = { highestSeq: 60, lowestSeq: 40, prunedSeq: 30, originSeq: 9 }
/** Holds 40, 50 and 60, and never held anything else. */
const young: StreamPosition = { highestSeq: 60, lowestSeq: 40, prunedSeq: 0, originSeq: 39 }

function resolve(cursor: number | undefined, position: StreamPosition, seqScheme: SeqScheme) {
  const { after, live, verdict } = resolveCursor({ cursor, position, seqScheme, nowMs })
  return `${verdict} after ${after}${live ? ' live' : ''}`
}

describe('resolveCursor', () => {
  it.each<[string, number | undefined, StreamPosition, string]>([
    ['no cursor', undefined, window, 'ok after 60 live'],
    ['no cursor, empty stream', undefined, empty, 'ok after 0 live'],
    ['0', 0, window, 'ok after 30'],
    ['0, nothing pruned', 0, young, 'ok after 39'],
    ['0, empty stream', 0, empty, 'ok after 0 live'],
    ['in the window', 50, window, 'ok after 50'],
    ['in a gap of the window', 55, window, 'ok after 55'],
    ['the highest', 60, window, 'ok after 60 live'],
    ['the last that was pruned', 30, window, 'ok after 30'],
    ['in the gap before the window', 35, window, 'ok after 35'],
    ['one that was pruned before', 29, window, 'outdated after 30'],
    ['before the log began', 38, young, 'outdated after 39'],
    ['the last before the log began', 39, young, 'ok after 39'],
    ['above the highest', 61, window, 'future after 60'],
    ['any, empty stream', 1, empty, 'future after 0'],
  ])('counter, %s', (_case, cursor, position, resolution) => {
    expect(resolve(cursor, position, 'counter')).toBe(resolution)
  })

  const recent = { highestSeq: nowMicros - 5_000_000, lowestSeq: nowMicros - 9_000_000 }
  const timed = { ...recent, prunedSeq: nowMicros - 9_500_000, originSeq: 7 }
  it.each<[string, number, StreamPosition, string]>([
    ['in the window', nowMicros - 7_000_000, timed, `ok after ${nowMicros - 7_000_000}`],
    ['a time after the highest', nowMicros - 1, timed, `ok after ${recent.highestSeq} live`],
    ['a clock that is ahead', nowMicros + 60_000_000, timed, `ok after ${recent.highestSeq} live`],
    ['too far ahead', nowMicros + 60_000_001, timed, `future after ${recent.highestSeq}`],
    ['a counter from before', 31_527_015_322, timed, `outdated after ${timed.prunedSeq}`],
    ['a time, empty stream', nowMicros, empty, 'ok after 0 live'],
  ])('unix-micros, %s', (_case, cursor, position, resolution) => {
    expect(resolve(cursor, position, 'unix-micros')).toBe(resolution)
  })

  it('takes another allowance', () => {
    const request = { position: window, seqScheme: 'unix-micros', nowMs } as const
    const cursor = nowMicros + 2_000_001
    expect(resolveCursor({ ...request, cursor, futureAllowanceMs: 2000 }).verdict).toBe('future')
    expect(resolveCursor({ ...request, cursor, futureAllowanceMs: 2001 }).verdict).toBe('ok')
  })
})
