import type { Checker } from './checker.js'
import { quote } from './quote.js'

/** How many of the allowed values an error message lists. */
const longestList = 10

// Each answers the value out of the schema, so that it has its literal type, or fails with
// `not-allowed`.

/** Checks an integer with `const`. */
export function checkIntegerConst<const T extends number>(
  checker: Checker,
  value: number,
  expected: T,
): T {
  return value === expected ? expected : failConst(checker, `${expected}`, `${value}`)
}

/** Checks a string with `const`. */
export function checkStringConst<const T extends string>(
  checker: Checker,
  text: string,
  expected: T,
): T {
  return text === expected ? expected : failConst(checker, quote(expected), quote(text))
}

/** Checks a boolean with `const`. */
export function checkBooleanConst<const T extends boolean>(
  checker: Checker,
  value: boolean,
  expected: T,
): T {
  return value === expected ? expected : failConst(checker, `${expected}`, `${value}`)
}

/** Checks an integer with `enum`. */
export function checkIntegerEnum<const T extends number>(
  checker: Checker,
  value: number,
  allowed: readonly T[],
): T {
  for (const item of allowed) {
    if (item === value) return item
  }
  return failEnum(checker, `${value}`, allowed, String)
}

/** Checks a string with `enum`. */
export function checkStringEnum<const T extends string>(
  checker: Checker,
  text: string,
  allowed: readonly T[],
): T {
  for (const item of allowed) {
    if (item === text) return item
  }
  return failEnum(checker, quote(text), allowed, quote)
}

function failConst(checker: Checker, expected: string, found: string): never {
  return checker.fail('not-allowed', `must be ${expected}, not ${found}`)
}

function failEnum<T>(
  checker: Checker,
  found: string,
  allowed: readonly T[],
  show: (item: T) => string,
): never {
  const shown = allowed.slice(0, longestList).map(show)
  if (allowed.length > longestList) shown.push('…')
  return checker.fail('not-allowed', `must be one of ${shown.join(', ')}, not ${found}`)
}
