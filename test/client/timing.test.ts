import { describe, expect, it } from 'vitest'
import { backoffMs } from '../../templates/client/backoff.js'
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

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)
  it.each([
    [undefined, undefined],
    ['120', 120_000],
    ['0', 0],
    ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('reads %j as %j milliseconds', (header, ms) => {
    expect(parseRetryAfter(header, nowMs)).toBe(ms)
  })
})
