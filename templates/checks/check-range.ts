import type { Checker } from './checker.js'

/**
 * Checks that a number lies between two bounds, inclusive; `-Infinity` and `Infinity` stand for none.
 * Answers it, or fails with `out-of-range`. That it is an integer is for the reader to have checked.
 */
export function checkInteger(
  checker: Checker,
  value: number,
  minimum: number,
  maximum: number,
): number {
  if (!(value >= minimum && value <= maximum)) failRange(checker, value, minimum, maximum)
  return value
}

function failRange(checker: Checker, value: number, minimum: number, maximum: number): never {
  const bound = value > maximum ? `most ${maximum}` : `least ${minimum}`
  return checker.fail('out-of-range', `must be at ${bound}, not ${value}`)
}
