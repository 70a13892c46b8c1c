import type { JsonObject } from '../encode/json.js'

const now = 1_783_175_954_000_000
const ms = 1000

/** What happens to a sequencer: a message comes, or a number from elsewhere has to be passed. */
type Input = { readonly clock: number; readonly slot?: number } | { readonly advanceTo: number }

interface Trace {
  readonly id: string
  readonly description: string
  readonly seqScheme: 'counter' | 'unix-micros'
  readonly slots: number
  /** The highest number that is in use before. */
  readonly after: number
  readonly inputs: readonly Input[]
}

const at = (clock: number, slot = 0): Input => ({ clock, slot })
const times = (count: number, input: (index: number) => Input): readonly Input[] =>
  Array.from({ length: count }, (_, index) => input(index))

const counting = { seqScheme: 'counter', slots: 1, after: 0 } as const
const timing = { seqScheme: 'unix-micros', slots: 1, after: 0 } as const
const slotted = { ...timing, slots: 32 } as const

const traces: readonly Trace[] = [
  {
    ...counting,
    id: 'counter/from-1',
    description: 'Counts from 1, whatever the clock says.',
    inputs: [at(now), at(now), at(0)],
  },
  {
    ...counting,
    id: 'counter/restart',
    description: 'Goes on after the highest number in use.',
    after: 41,
    inputs: [at(now), at(now)],
  },
  {
    ...counting,
    id: 'counter/advance',
    description: 'Passes numbers from elsewhere; lower ones change nothing.',
    after: 41,
    inputs: [at(now), { advanceTo: 100 }, { advanceTo: 50 }, at(now)],
  },
  {
    ...counting,
    id: 'counter/used-up',
    description: 'Ends at 2^53-1.',
    after: Number.MAX_SAFE_INTEGER - 1,
    inputs: [at(now), at(now)],
  },
  {
    ...timing,
    id: 'unix-micros/tells-the-time',
    description: 'The microseconds since 1970.',
    inputs: [at(now), at(now + ms), at(now + 7 * ms)],
  },
  {
    ...timing,
    id: 'unix-micros/same-reading',
    description: 'One more where the clock has not moved.',
    inputs: times(5, () => at(now)),
  },
  {
    ...timing,
    id: 'unix-micros/burst',
    description: '20 numbers in one millisecond, and the clock goes on.',
    inputs: [...times(20, () => at(now)), at(now + ms), at(now + 2 * ms)],
  },
  {
    ...timing,
    id: 'unix-micros/clock-back',
    description:
      'A clock that goes back stops nothing: the numbers count on until it has caught up.',
    inputs: [at(now), at(now - 3_600_000 * ms), at(now - 3_599_999 * ms), at(now), at(now + ms)],
  },
  {
    ...timing,
    id: 'unix-micros/clock-far-ahead',
    description: 'A clock that was far ahead once: the numbers stay there.',
    inputs: [at(now), at(now + 86_400_000 * ms), at(now + ms), at(now + 2 * ms)],
  },
  {
    ...timing,
    id: 'unix-micros/after-a-counter',
    description: 'Goes on after a counter, far above it.',
    after: 31_527_015_471,
    inputs: [at(now), at(now)],
  },
  {
    ...timing,
    id: 'unix-micros/restart',
    description: 'Restarts in the same millisecond as the last number.',
    after: now + 3,
    inputs: [at(now), at(now), at(now + ms)],
  },
  {
    ...timing,
    id: 'unix-micros/restart-clock-back',
    description: 'Restarts with a clock that is behind the last number.',
    after: now + 5000 * ms,
    inputs: [at(now), at(now + ms)],
  },
  {
    ...timing,
    id: 'unix-micros/advance',
    description: 'Passes a number from elsewhere.',
    inputs: [at(now), { advanceTo: now + 10 }, at(now), { advanceTo: now }, at(now)],
  },
  {
    ...timing,
    id: 'unix-micros/used-up',
    description: 'Ends at 2^53-1.',
    after: Number.MAX_SAFE_INTEGER - 1,
    inputs: [at(now), at(now)],
  },
  {
    ...slotted,
    id: 'slots/one-message-each',
    description: 'The lowest 5 bits are the slot; higher slots share a tick of 32 microseconds.',
    inputs: [at(now, 3), at(now, 5), at(now, 31)],
  },
  {
    ...slotted,
    id: 'slots/order-within-a-tick',
    description: 'The same slot or a lower one takes the next tick.',
    inputs: [3, 5, 5, 4, 31, 0].map((slot) => at(now, slot)),
  },
  {
    ...slotted,
    id: 'slots/ticks',
    description: 'The clock is rounded down to its tick.',
    inputs: [at(now, 31), at(now + ms, 0), at(now + 2 * ms, 31), at(now + 3 * ms, 1)],
  },
  {
    ...slotted,
    id: 'slots/burst',
    description:
      '40 messages of falling slots in one millisecond run ahead of the clock, which catches up later.',
    inputs: [
      ...times(40, (index) => at(now, 31 - (index % 32))),
      at(now + ms, 3),
      at(now + 2 * ms, 3),
    ],
  },
  {
    ...slotted,
    id: 'slots/clock-back',
    description: 'A clock that goes back, with slots.',
    inputs: [at(now, 9), at(now - 60_000 * ms, 8), at(now - 60_000 * ms, 10), at(now + ms, 0)],
  },
  {
    ...slotted,
    id: 'slots/restart',
    description: 'Restarts in the tick of the last number: only higher slots fit into it.',
    after: now - (now % 32) + 7,
    inputs: [at(now, 8), at(now, 7)],
  },
  {
    ...slotted,
    id: 'slots/after-a-counter',
    description: 'Goes on after a counter.',
    after: 99,
    inputs: [at(now, 31), at(now, 31)],
  },
  {
    ...slotted,
    id: 'slots/own-sequencer-4',
    description: 'A sequencer of slot 4 alone: it shares no number with that of another slot.',
    inputs: times(4, () => at(now, 4)),
  },
  {
    ...slotted,
    id: 'slots/own-sequencer-5',
    description: 'That of slot 5, with the same readings.',
    inputs: times(4, () => at(now, 5)),
  },
  {
    ...slotted,
    slots: 1024,
    id: 'slots/1024',
    description: '1024 slots: the clock ticks about once a millisecond.',
    inputs: [at(now, 0), at(now, 1023), at(now, 512), at(now + ms, 0), at(now + 2 * ms, 1023)],
  },
  {
    ...slotted,
    slots: 4,
    id: 'slots/no-such-slot',
    description: 'There are 4 slots, from 0 to 3.',
    inputs: [at(now, 3), at(now, 4), at(now, -1)],
  },
]

/** Counts of slots that there cannot be. */
const invalidSlots = [0, -2, 3, 24, 1.5, 2 ** 31]

/** The vectors of sequencers. */
export function buildSequencer(): JsonObject {
  return {
    $schema: 'schema/sequencer.schema.json',
    description:
      'Sequencers: clock readings and slots go in, sequence numbers come out. The clock is in microseconds since 1970.',
    invalidSlots,
    traces: traces.map((trace) => {
      const { id, description, seqScheme, slots, after } = trace
      return { id, description, seqScheme, slots, after, steps: stepsOf(trace) }
    }),
  }
}

/** The inputs, each with the number that has to come out; null where there is none to be had. */
function stepsOf({ seqScheme, slots, after, inputs }: Trace): readonly JsonObject[] {
  let last = after
  return inputs.map((input) => {
    if ('advanceTo' in input) {
      last = Math.max(last, input.advanceTo)
      return { advanceTo: input.advanceTo }
    }
    const { clock, slot = 0 } = input
    if (slot < 0 || slot >= slots) return { clock, slot, seq: null }
    const step = seqScheme === 'counter' ? { clock } : { clock, slot }
    const seq = seqScheme === 'counter' ? last + 1 : lowestFit(last, clock, slot, slots)
    if (seq > Number.MAX_SAFE_INTEGER) return { ...step, seq: null }
    last = seq
    return { ...step, seq }
  })
}

/** The lowest number above the last, in the clock's tick or a later one, that ends in the slot. */
function lowestFit(last: number, clock: number, slot: number, slots: number): number {
  const least = Math.max(last + 1, clock - (clock % slots))
  const missing = (slot - (least % slots) + slots) % slots
  return least + missing
}
