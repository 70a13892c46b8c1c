import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterSequencer, unixMicrosSequencer } from '../../templates/stream/sequencer.js'

// What numbers come out is pinned by the vectors; here is what cannot be listed.

it('a sequencer that is used up says so', () => {
  const after = Number.MAX_SAFE_INTEGER
  const message = 'sequence numbers are used up at 2^53-1'
  expect(() => counterSequencer({ after }).next()).toThrow(message)
  expect(() => unixMicrosSequencer({ after }).next()).toThrow(message)
})

describe('unixMicrosSequencer', () => {
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

  it('rejects slots that there are not', () => {
    expect(() => unixMicrosSequencer({ slots: 4 }).next(4)).toThrow('slot: 4 is not one of 4')
  })
})
