import { compareByCodeUnit } from '../load/code-unit-order.js'
import { quote } from './wording.js'

/** Longer names are not compared: the cost grows with the square of the length. */
const longestCompared = 320

/** More slips than this are another name: `com.example.label.defs` is not `com.example.admin.defs`. */
const mostEdits = 3

/**
 * The candidate that someone who wrote `wanted` most likely meant: the one with the fewest edits
 * (insertions, deletions, replacements, swaps of neighbours; letter case counts nothing), if those are
 * three at most and no more than a third of the letters.
 */
export function nearMatch(wanted: string, candidates: Iterable<string>): string | undefined {
  if (wanted.length > longestCompared) return undefined
  const folded = wanted.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(mostEdits, Math.max(1, Math.floor(wanted.length / 3)))
  for (const candidate of candidates) {
    if (candidate === wanted || candidate.length > longestCompared) continue
    if (Math.abs(candidate.length - wanted.length) > bestDistance) continue
    const distance = editDistance(folded, candidate.toLowerCase(), bestDistance)
    const better =
      distance < bestDistance ||
      (distance === bestDistance &&
        (best === undefined || compareByCodeUnit(candidate, best) < 0) &&
        distance < wanted.length)
    if (better) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** A hint that names the near match, if there is one. */
export function suggest(wanted: string, candidates: Iterable<string>): string | undefined {
  const match = nearMatch(wanted, candidates)
  return match === undefined ? undefined : didYouMean(match)
}

/** The hint that names what was most likely meant. */
export function didYouMean(name: string): string {
  return `did you mean ${quote(name)}?`
}

/** Optimal string alignment distance; anything above `limit` comes back as `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    let smallest = i
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1)
      }
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
