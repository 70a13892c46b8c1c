import { Pace } from './pace.js'
import type { Backfill } from './position.js'

/** How far a replay has to go, in whatever tells: messages, sequence numbers or seconds. */
export interface Distance {
  readonly unit: 'messages' | 'seqs' | 'seconds'
  /** What is left. */
  readonly left: number
}

/** Where a replay is, between a beginning and the end of the stream, which moves on. */
export interface Stage {
  /** Distinguishes numbers that cannot be compared. */
  readonly sequence: string
  /** Where the consumer is: a sequence number, or a time. */
  readonly at: number
  /** Where the stream ends now. */
  readonly end: number
}

/** Follows a replay of stored messages from its beginning to its end, over lost connections. */
export class Replay {
  #sequence: string | undefined
  #from = 0
  #unit: Distance['unit'] | undefined
  #closing = new Pace()

  /** There is nothing to be replayed. */
  over(): void {
    this.#sequence = undefined
    this.#unit = undefined
  }

  /**
   * Takes note of where the replay is.
   *
   * @param from where it begins, if it does so now
   * @param distance absent where nothing tells how far it has to go
   */
  note(stage: Stage, from: number, distance: Distance | undefined, nowMs: number): void {
    if (this.#sequence !== stage.sequence) {
      this.#sequence = stage.sequence
      this.#from = from
      this.#unit = undefined
    }
    if (distance === undefined) return
    if (this.#unit !== distance.unit) {
      this.#unit = distance.unit
      this.#closing = new Pace()
    }
    this.#closing.note(-distance.left, nowMs)
  }

  /** @param messagesPerSecond how many come through */
  backfill(
    { at, end }: Stage,
    distance: Distance | undefined,
    messagesPerSecond: number | undefined,
  ): Backfill {
    const all = end - this.#from
    return {
      progress: all > 0 ? Math.min(1, Math.max(0, (at - this.#from) / all)) : 0,
      messagesPerSecond,
      secondsLeft: this.#secondsLeft(distance, messagesPerSecond),
    }
  }

  #secondsLeft(
    distance: Distance | undefined,
    messagesPerSecond: number | undefined,
  ): number | undefined {
    const isCounted = distance?.unit === 'messages'
    const perSecond = isCounted ? messagesPerSecond : this.#closing.perSecond
    // Who gets no nearer will not be there at any time that could be told.
    if (distance === undefined || perSecond === undefined || perSecond <= 0) return undefined
    return distance.left / perSecond
  }
}
