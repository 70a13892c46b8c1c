import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { RateMeter } from '../../templates/server/rate-meter.js'
import { noteFrame } from './example-stream.js'
import { Peer, startHost } from './harness.js'

describe('a rate', () => {
  it('is not known for the first ten seconds', () => {
    const meter = new RateMeter(0)
    meter.count(500, 1)
    expect(meter.perMinute(9_999)).toBe(undefined)
    expect(meter.perMinute(10_000)).toBeTypeOf('number')
  })

  it('is that of a steady stream, from the first seconds on', () => {
    const meter = new RateMeter(0)
    for (let ms = 100; ms <= 600_000; ms += 100) {
      meter.count(5, ms)
      if (ms < 10_000 || ms % 10_000 !== 0) continue
      const rate = meter.perMinute(ms) ?? 0
      expect(Math.abs(rate - 3000), `after ${ms} ms`).toBeLessThan(60)
    }
  })

  it('follows a change within some minutes, and falls to nothing when nothing comes', () => {
    const meter = new RateMeter(0)
    for (let second = 1; second <= 600; second++) meter.count(10, second * 1000)
    for (let second = 601; second <= 900; second++) meter.count(100, second * 1000)
    expect(meter.perMinute(900_000)).toBeGreaterThan(5900)
    expect(meter.perMinute(900_000)).toBeLessThan(6100)
    expect(meter.perMinute(2_000_000)).toBe(0)
  })

  it('is a whole number from 0 up whatever the clock does', () => {
    const steps = fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: -1e7, max: 1e7 })))
    fc.assert(
      fc.property(steps, (events) => {
        const meter = new RateMeter(0)
        for (const [count, ms] of events) {
          meter.count(count, ms)
          const rate = meter.perMinute(ms)
          if (rate !== undefined) expect(Number.isSafeInteger(rate) && rate >= 0).toBe(true)
        }
      }),
    )
  })
})

describe('messagesPerMinute', () => {
  it('is told in #cursor and by getStatus as soon as it is known', async () => {
    let now = 1_000_000
    const log = new MemoryLog({ now: () => now })
    const { authority, mount } = await startHost({ log, server: { now: () => now } })
    for (let seq = 1; seq <= 100; seq++) {
      now += 100
      log.append([{ seq, slot: undefined, bytes: noteFrame(seq) }])
    }
    now--
    expect(await new Peer(authority).message()).not.toHaveProperty('messagesPerMinute')
    now++
    const first = await new Peer(authority).message()
    expect(first).toMatchObject({ messagesPerMinute: log.messagesPerMinute() })
    expect(log.messagesPerMinute()).toBeGreaterThan(590)
    expect(log.messagesPerMinute()).toBeLessThan(610)
    expect(await mount.status()).toMatchObject({ messagesPerMinute: log.messagesPerMinute() })
  })
})
