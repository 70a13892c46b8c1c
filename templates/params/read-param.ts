import type { Checker } from '../checks/checker.js'
import { quote } from '../checks/quote.js'

/**
 * Coerces and checks the text of one parameter, or of one item of a list. Any check of a string will
 * do, such as `checkDid`; others are put together from those below and the checks:
 *
 * ```ts
 * (at, text) => checkInteger(at, readInteger(at, text), 1, 100)
 * ```
 */
export type ReadParam<T> = (checker: Checker, text: string) => T

/** A string, taken as it is. */
export function readString(_checker: Checker, text: string): string {
  return text
}

/** A decimal integer within ±(2^53 - 1): a minus sign, if any, and digits. */
export function readInteger(checker: Checker, text: string): number {
  if (!/^-?\d+$/.test(text)) {
    return checker.fail('bad-format', `must be an integer, not ${quote(text)}`)
  }
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    const limit = Number.MAX_SAFE_INTEGER
    return checker.fail('out-of-range', `must be within ±${limit}, not ${quote(text)}`)
  }
  // Turns the -0 that `-0` reads as into 0.
  return value + 0
}

/** `true` or `false`, in lower case. */
export function readBoolean(checker: Checker, text: string): boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  return checker.fail('bad-format', `must be true or false, not ${quote(text)}`)
}
