import { describe, expect, it } from 'vitest'
import { backoffMs, laterMs } from '../../templates/client/backoff.js'
import { parseRetryAfter } from '../../templates/client/retry-after.js'

describe('backoffMs', () => {
  it('has an upper end that doubles up to a limit', () => {
    const options = { minMs: 100, maxMs: 1000, random: () => 1 }
    expect([1, 2, 3, 4, 5, 500].map((failures) => backoffMs(failures, options))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ])
  })

  it('lies anywhere below it', () => {
    expect(backoffMs(3, { random: () => 0 })).toBe(0)
    expect(backoffMs(3, { random: () => 0.5 })).toBe(1000)
    expect(backoffMs(100, { random: () => 0.999 })).toBe(29_970)
  })
})

describe('laterMs', () => {
  it('lies between 5 and 30 seconds', () => {
    expect([0, 0.5, 1].map((drawn) => laterMs({ random: () => drawn }))).toEqual([
      5000, 17_500, 30_000,
    ])
  })

  it.each([
    [{ laterMs: 1000 }, [1000, 6000]],
    [{ laterMs: 8000 }, [8000, 30_000]],
    [{ maxMs: 2000 }, [1000, 2000]],
    [{ maxMs: Infinity }, [5000, 30_000]],
    [{ maxMs: 0 }, [0, 0]],
  ])('or where %j puts it: %j', (options, ends) => {
    expect([0, 1].map((drawn) => laterMs({ ...options, random: () => drawn }))).toEqual(ends)
  })
})

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)
  it.each([
    [undefined, undefined],
    ['120', 120_000],
    ['0', 0],
    ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['99999999999', 99_999_999_999_000],
    ['soon', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['-5', undefined],
    ['2026-01-02', undefined],
  ])('reads %j as %j milliseconds', (header, ms) => {
    expect(parseRetryAfter(header, nowMs)).toBe(ms)
  })
})
