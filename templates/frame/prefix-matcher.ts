import { startsWith } from '../bytes/starts-with.js'

/** `match` where no candidate fits. */
export const NO_MATCH = -1

/**
 * Finds which of a few byte strings stands at an offset. Streams are mostly made of one message
 * type, so the one found last is tried first.
 */
export class PrefixMatcher {
  private readonly candidates: readonly Uint8Array[]
  private latest: number

  constructor(candidates: readonly Uint8Array[]) {
    this.candidates = candidates
    this.latest = 0
  }

  /** The index of the candidate that stands at `at`, or {@link NO_MATCH}. */
  match(bytes: Uint8Array, at: number): number {
    if (this.matches(bytes, at, this.latest)) return this.latest
    for (let index = 0; index < this.candidates.length; index++) {
      if (this.matches(bytes, at, index)) {
        this.latest = index
        return index
      }
    }
    return NO_MATCH
  }

  private matches(bytes: Uint8Array, at: number, index: number): boolean {
    const candidate = this.candidates[index]
    if (candidate === undefined) return false
    return startsWith(bytes, at, candidate)
  }

  /** The length of a candidate. */
  lengthOf(index: number): number {
    return this.candidates[index]?.length ?? 0
  }
}
