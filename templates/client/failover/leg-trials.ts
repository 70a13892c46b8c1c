import type { CursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import type { Entries, Entry, Place } from './entry.js'
import { EntryCheck, type Verdict } from './entry-check.js'
import type { HostLeg } from './host-leg.js'
import type { FailoverLimits } from './limits.js'

/** What a leg is tried against. */
export interface TrialGround {
  /** Where the consumer is; absent as long as it is nowhere. */
  readonly place: Place | undefined
  /** Whether another leg leads. */
  readonly isBeside: boolean
}

/** Finds out which legs can be gone on with, by what comes on them. */
export class LegTrials<M extends TypedMessage> {
  readonly #nsid: string
  readonly #entries: Entries
  readonly #limits: FailoverLimits
  /** Whether the stream had no message yet when it was last told of. */
  #isEmpty = false

  constructor(nsid: string, entries: Entries, limits: FailoverLimits) {
    this.#nsid = nsid
    this.#entries = entries
    this.#limits = limits
  }

  /** The leg that leads has told of its position. */
  told({ highestSeq }: CursorMessage): void {
    this.#isEmpty = highestSeq === 0
  }

  /** A leg that was lost and is back has to show once more that it can be gone on with. */
  again(leg: HostLeg<M>, ground: TrialGround): void {
    leg.check = this.#checkOf(leg, 'back', ground)
    leg.hasToShow = true
  }

  /** Whether a leg can be gone on with, for all that its messages show up to this one. */
  verdict(leg: HostLeg<M>, message: M, ground: TrialGround): Verdict {
    if (leg.check === undefined) {
      leg.check = this.#checkOf(leg, leg.entry.kind, ground)
      const first = leg.toldFirst === undefined ? 'fit' : leg.check.note(leg.toldFirst)
      if (first !== 'fit' && !isPassing(leg, first)) return first
    }
    const verdict = leg.check.note(message)
    if (leg.check.isOver) leg.hasToShow = false
    return isPassing(leg, verdict) ? 'fit' : verdict
  }

  /**
   * In how many milliseconds a host that is `too-young` beside others reaches back far enough, if the
   * stream goes on as the clock does.
   */
  youngMs(leg: HostLeg<M>): number {
    const { rollbackMs, skewMs } = this.#limits
    const beginsMs = leg.check?.beginsMs ?? 0
    const { reachedMs = beginsMs } = this.#entries
    // Where the stream stands still, it is not asked all the time.
    return Math.max(beginsMs + rollbackMs - reachedMs, skewMs, 1000)
  }

  #checkOf(leg: HostLeg<M>, kind: Entry['kind'], { place, isBeside }: TrialGround): EntryCheck<M> {
    this.#entries.reached(place?.ms)
    const { reachedMs, subscribedMs = -Infinity } = this.#entries
    const { rollbackMs, skewMs } = this.#limits
    const before = (ms: number) => (reachedMs === undefined ? undefined : reachedMs - ms)
    return new EntryCheck<M>({
      nsid: this.#nsid,
      kind,
      asked: kind === leg.entry.kind ? leg.entry.from.cursor : leg.feed.cursor,
      neededMs: before(skewMs),
      // All that the consumer wants comes from whoever begins where it did.
      wantedMs: Math.max(before(rollbackMs) ?? -Infinity, subscribedMs),
      sequenceId: place?.sequenceId,
      isBeside,
      mayBeEmpty: this.#isEmpty,
    })
  }
}

/** What a host says of a beginning that the consumer did not ask for is none of its business. */
function isPassing<M extends TypedMessage>(leg: HostLeg<M>, verdict: Verdict): boolean {
  const { kind } = leg.entry
  return verdict === 'fit' || (verdict === 'unknown' && (kind === 'start' || kind === 'back'))
}
