import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterSequencer, unixMicrosSequencer } from '../../templates/stream/sequencer.js'

describe('counterSequencer', () => {
  it('counts from 1', () => {
    const sequencer = counterSequencer()
    expect([sequencer.next(), sequencer.next(), sequencer.next()]).toEqual([1, 2, 3])
  })

  it('goes on after what is in use, and after what came from elsewhere', () => {
    const sequencer = counterSequencer({ after: 41 })
    expect(sequencer.next()).toBe(42)
    sequencer.advance(100)
    sequencer.advance(50)
    expect(sequencer.next()).toBe(101)
  })

  it('ends at 2^53-1', () => {
    const sequencer = counterSequencer({ after: Number.MAX_SAFE_INTEGER - 1 })
    expect(sequencer.next()).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => sequencer.next()).toThrow('sequence numbers are used up at 2^53-1')
  })
})

describe('unixMicrosSequencer', () => {
  it('tells the time', () => {
    const sequencer = unixMicrosSequencer({ now: () => 1_700_000_000_123 })
    expect(sequencer.next()).toBe(1_700_000_000_123_000)
  })

  it('goes up within a millisecond, and while the clock is behind', () => {
    let now = 2000
    const sequencer = unixMicrosSequencer({ now: () => now })
    expect([sequencer.next(), sequencer.next()]).toEqual([2_000_000, 2_000_001])
    now = 1000
    expect(sequencer.next()).toBe(2_000_002)
    now = 2001
    expect(sequencer.next()).toBe(2_001_000)
  })

  it('goes on after a counter', () => {
    const sequencer = unixMicrosSequencer({ after: 31_527_015_471, now: () => 1_700_000_000_000 })
    expect(sequencer.next()).toBe(1_700_000_000_000_000)
  })

  it('shares a tick with lower slots only', () => {
    const sequencer = unixMicrosSequencer({ slots: 32, now: () => 32 })
    const tick = 32_000
    expect([3, 5, 5, 4, 31, 0].map((slot) => sequencer.next(slot) - tick)).toEqual([
      3,
      5,
      32 + 5,
      64 + 4,
      64 + 31,
      96,
    ])
  })

  it('is strictly increasing with the slot in the low bits, whatever the clock does', () => {
    const steps = fc.array(
      fc.record({ clock: fc.integer({ min: 0, max: 2 ** 42 }), slot: fc.nat(31) }),
    )
    fc.assert(
      fc.property(steps, (calls) => {
        let now = 0
        let last = 0
        const sequencer = unixMicrosSequencer({ slots: 32, now: () => now })
        for (const { clock, slot } of calls) {
          now = clock
          const seq = sequencer.next(slot)
          expect(seq).toBeGreaterThan(last)
          expect(seq).toBeGreaterThanOrEqual(clock * 1000 - 31)
          expect(seq % 32).toBe(slot)
          last = seq
        }
      }),
    )
  })

  it('rejects slots that there cannot be', () => {
    expect(() => unixMicrosSequencer({ slots: 24 })).toThrow('slots: 24 is not a power of two')
    expect(() => unixMicrosSequencer({ slots: 4 }).next(4)).toThrow('slot: 4 is not one of 4')
  })
})
