import type { Refusal } from './read-refusal.js'
import type { VisitEnd } from './visit.js'

/** What a host refused with 429, which says nothing of what it was asked for. */
export interface Limited {
  /** What was asked, as far as it stands behind the answer: `with cursor 0`. */
  readonly during: string
  readonly refusal: Refusal
}

/** Why something was not asked. */
export const hostLimits = 'the host limits how often it is asked'

/** Sees to it that a host is asked nothing more once it has said that it was asked too often. */
export class Limits {
  #reached: Limited | undefined

  /** Absent while the host has not said so. */
  get reached(): Limited | undefined {
    return this.#reached
  }

  /**
   * Asks a host for something, one thing at a time.
   *
   * @param during what it is, as of {@link Limited}
   * @param refusalOf the refusal in what came of it, if that is one
   * @returns what came of it; absent where the host has been asked too often, now or before
   */
  async ask<Made>(
    during: string,
    make: () => Promise<Made>,
    refusalOf: (made: Made) => Refusal | undefined,
  ): Promise<Made | undefined> {
    if (this.#reached !== undefined) return undefined
    const made = await make()
    const refusal = refusalOf(made)
    if (refusal?.status !== 429) return made
    this.#reached = { during, refusal }
    return undefined
  }
}

/** The refusal with which a connection ended, if it did. */
export function refusalAt(end: VisitEnd | undefined): Refusal | undefined {
  return end?.by === 'refusal' ? end.refusal : undefined
}
