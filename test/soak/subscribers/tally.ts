import {
  floats,
  listOf,
  number,
  object,
  oneOf,
  type ShapeOf,
} from '../../bench/server/processes/message-shape.js'

/** What a subscriber does. */
export const kinds = [
  'steady',
  'slow',
  'sleeping',
  'returning',
  'backfilling',
  'vanishing',
] as const

export type Kind = (typeof kinds)[number]

/** What the subscribers of a kind have seen. */
export const tallied = object({
  kind: oneOf(...kinds),
  subscribers: number,
  connections: number,
  messages: number,
  bytes: number,
  movedBack: number,
  wentLive: number,
  /** How many asked for what was not retained any more, and were told so. */
  outdated: number,
  /** After which seqs connections were told that they are too slow. */
  tooSlowAfter: listOf(number),
  /** How long messages were on their way to live connections, in milliseconds: one in eight. */
  agesMs: floats,
})

export type Tallied = ShapeOf<typeof tallied>

/** Counts what the subscribers of a kind see. */
export class Tally {
  readonly kind: Kind
  subscribers = 0
  connections = 0
  messages = 0
  bytes = 0
  movedBack = 0
  wentLive = 0
  outdated = 0
  readonly tooSlowAfter: number[] = []
  readonly agesMs: number[] = []

  constructor(kind: Kind) {
    this.kind = kind
  }

  /** What was counted so far, as a copy. */
  tallied(): Tallied {
    const { kind, subscribers, connections, messages, bytes, movedBack, wentLive, outdated } = this
    return {
      kind,
      subscribers,
      connections,
      messages,
      bytes,
      movedBack,
      wentLive,
      outdated,
      tooSlowAfter: [...this.tooSlowAfter],
      agesMs: Float64Array.from(this.agesMs),
    }
  }
}
