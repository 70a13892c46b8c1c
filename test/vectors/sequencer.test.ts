import { describe, expect, it } from 'vitest'
import {
  counterSequencer,
  unixMicrosSequencer,
  type Sequencer,
} from '../../templates/stream/sequencer.js'
import { readVectors } from './read-vectors.js'

const { traces, invalidSlots } = readVectors('sequencer')
type Trace = (typeof traces)[number]

/** The rule once more, by trying: the first number above the last that the clock and slot allow. */
function model({ seqScheme, slots, after, steps }: Trace): readonly (number | null)[] {
  let last = BigInt(after)
  return steps.flatMap((step) => {
    if ('advanceTo' in step) {
      last = last > BigInt(step.advanceTo) ? last : BigInt(step.advanceTo)
      return []
    }
    const [clock, slot, all] = [BigInt(step.clock), BigInt(step.slot ?? 0), BigInt(slots)]
    if (slot < 0n || slot >= all) return [null]
    let seq = last + 1n
    if (seqScheme === 'unix-micros') {
      if (seq < clock - (clock % all)) seq = clock - (clock % all)
      while (seq % all !== slot) seq++
    }
    if (seq > 2n ** 53n - 1n) return [null]
    last = seq
    return [Number(seq)]
  })
}

function nextOf(sequencer: Sequencer, slot: number | undefined): number | null {
  try {
    return sequencer.next(slot)
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return null
  }
}

describe.each(traces)('$id: $description', (trace) => {
  const { seqScheme, slots, after, steps } = trace
  const expected = steps.flatMap((step) => ('advanceTo' in step ? [] : [step.seq]))

  it('is what the sequencer makes', () => {
    let clock = 0
    const now = () => clock / 1000
    const sequencer =
      seqScheme === 'counter'
        ? counterSequencer({ after })
        : unixMicrosSequencer({ after, slots, now })
    expect(sequencer.seqScheme).toBe(seqScheme)
    const made = steps.flatMap((step) => {
      if ('advanceTo' in step) {
        sequencer.advance(step.advanceTo)
        return []
      }
      clock = step.clock
      return [nextOf(sequencer, step.slot)]
    })
    expect(made).toEqual(expected)
  })

  it('is what the rule says', () => {
    expect(model(trace)).toEqual(expected)
  })

  it('goes up, with the slot in the low bits', () => {
    const seqs = expected.filter((seq) => seq !== null)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
    for (const step of steps) {
      if ('advanceTo' in step || step.seq === null || step.slot === undefined) continue
      expect(step.seq % slots).toBe(step.slot)
    }
  })
})

it('sequencers of different slots share no number', () => {
  const own = traces.filter(({ id }) => id.startsWith('slots/own-sequencer-'))
  const seqs = own.flatMap(({ steps }) => steps.map((step) => ('seq' in step ? step.seq : null)))
  expect(own.length).toBeGreaterThan(1)
  expect(new Set(seqs).size).toBe(seqs.length)
})

it.each(invalidSlots)('there are no %d slots', (slots) => {
  expect(() => unixMicrosSequencer({ slots })).toThrow(`slots: ${slots} is not a power of two`)
})
