import type { Kind } from './tally.js'

/** Of twenty subscribers so many are of each kind, spread so that few are a mixture too. */
const mixture: readonly Kind[] = [
  'steady',
  'slow',
  'returning',
  'backfilling',
  'steady',
  'vanishing',
  'steady',
  'sleeping',
  'returning',
  'steady',
  'slow',
  'steady',
  'returning',
  'backfilling',
  'steady',
  'vanishing',
  'steady',
  'slow',
  'returning',
  'steady',
]

/** What a subscriber does, by its number from 0 on. */
export function kindOf(index: number): Kind {
  return mixture[index % mixture.length] ?? 'steady'
}
