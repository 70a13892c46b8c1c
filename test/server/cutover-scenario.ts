import * as fc from 'fast-check'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { pause, type Pause } from './pauses.js'

/** How many shard slots the log of a scenario has. */
export const slots = 8

/** A message, by how far its number is above the one before and by whose it is. */
export interface Publication {
  readonly gap: number
  /** Decides the shard. */
  readonly account: number
}

/** What happens after a publication, before the next one. */
export type Afterwards =
  /** Nothing: the next one does not even wait for this one to be in the log. */
  | 'together'
  /** Waits until some consumer is sent something. */
  | 'delivery'
  | Pause

/** A consumer, and how it behaves. */
export interface Consumer {
  /** Before which of the publications it connects. */
  readonly at: number
  /** Whether the next publication waits until the consumer was sent something. */
  readonly awaited: boolean
  /** How far back its cursor lies; `now` stands for none, `start` for 0. */
  readonly from: number | 'now' | 'start'
  readonly subprotocol: Subprotocol
  /** Absent where it asks for none. */
  readonly shard: { readonly index: number; readonly count: number } | undefined
  /** Whether it asks for every second number only. */
  readonly filtered: boolean
  /** How long the link to it takes for each piece that is written; absent where it takes all. */
  readonly link: readonly Pause[] | undefined
  /** Before which of the publications it stops reading, and before which it reads on. */
  readonly asleep: { readonly from: number; readonly to: number }
}

/** A stream with some messages, others that are published meanwhile, and those who follow it. */
export interface Scenario {
  readonly stored: readonly Publication[]
  readonly during: readonly (Publication & { readonly afterwards: Afterwards })[]
  readonly consumers: readonly Consumer[]
  /** How long a late store takes for each of its answers. */
  readonly lateness: readonly Pause[]
  readonly batchFrames: number
  readonly cursorEvery: number
  readonly highWaterBytes: number
}

const publication = {
  gap: fc.integer({ min: 1, max: 3 }),
  account: fc.nat(9),
}

const shard = fc
  .constantFrom(1, 2, 4, slots)
  .chain((count) => fc.record({ count: fc.constant(count), index: fc.nat(count - 1) }))

const pauses = fc.array(pause, { minLength: 1, maxLength: 6 })

const consumer: fc.Arbitrary<Consumer> = fc.record({
  at: fc.nat(12),
  awaited: fc.boolean(),
  from: fc.oneof({ weight: 5, arbitrary: fc.nat(25) }, fc.constantFrom('now', 'start')),
  subprotocol: fc.constantFrom(...subprotocols),
  shard: fc.option(shard, { freq: 2, nil: undefined }),
  filtered: fc.constantFrom(false, false, true),
  link: fc.option(pauses, { nil: undefined }),
  asleep: fc.record({ from: fc.nat(20), to: fc.nat(25) }),
})

/** How large scenarios may be. */
export interface ScenarioSize {
  readonly stored: number
  readonly during: { readonly minLength: number; readonly maxLength: number }
  readonly consumers: number
}

/** Any scenario of a size; what fast-check prints of a failure is enough to play it again. */
export function anyScenario(size: ScenarioSize): fc.Arbitrary<Scenario> {
  const afterwards = fc.oneof(pause, fc.constantFrom<Afterwards>('together', 'delivery'))
  return fc.record({
    stored: fc.array(fc.record(publication), { size: 'max', maxLength: size.stored }),
    during: fc.array(fc.record({ ...publication, afterwards }), { size: 'max', ...size.during }),
    consumers: fc.array(consumer, { size: 'max', minLength: 1, maxLength: size.consumers }),
    lateness: pauses,
    batchFrames: fc.constantFrom(1, 2, 3, 5, 256),
    cursorEvery: fc.constantFrom(1, 4, 1000),
    highWaterBytes: fc.constantFrom(1, 300, 1024 * 1024),
  })
}
