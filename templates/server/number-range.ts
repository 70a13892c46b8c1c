/** The numbers that an option may have, both ends among them. */
export interface NumberRange {
  readonly from: number
  /** Infinity, which the option may then be too, where there is no greatest one. */
  readonly to: number
  /** Whether they may have fractions; otherwise they are integers, Infinity aside. */
  readonly fractions?: boolean
}

/** As far as timers, and sizes in 32 bits with a sign, go; beyond it Node takes 1 ms for a delay. */
const most = 2 ** 31 - 1

/** What counts something, or limits it: Infinity means no limit. */
export const fromOne: NumberRange = { from: 1, to: Infinity }
/** The same, where there may be nothing of it. */
export const fromZero: NumberRange = { from: 0, to: Infinity }
/** A delay in milliseconds, or a size, that has to end somewhere. */
export const oneToMost: NumberRange = { from: 1, to: most }
/** The same, where 0 means none. */
export const zeroToMost: NumberRange = { from: 0, to: most }

/**
 * Checks options that are numbers; what is not given is left alone.
 *
 * @throws RangeError where one is outside of its range, which names the option and what it has to be
 */
export function checkNumbers<Name extends string>(
  options: { readonly [N in NoInfer<Name>]?: number | undefined },
  ranges: Readonly<Record<Name, NumberRange>>,
): void {
  for (const name in ranges) {
    const value = options[name]
    const range = ranges[name]
    if (value === undefined || isIn(value, range)) continue
    throw new RangeError(`${name}: ${value} is not ${described(range)}`)
  }
}

/** NaN is in no range. */
function isIn(value: number, { from, to, fractions = false }: NumberRange): boolean {
  const isWhole = Number.isInteger(value) || value === Infinity
  return value >= from && value <= to && (fractions || isWhole)
}

function described({ from, to, fractions = false }: NumberRange): string {
  const kind = fractions ? 'a number' : 'an integer'
  return to === Infinity ? `${kind} from ${from} on or Infinity` : `${kind} from ${from} to ${to}`
}
