import {
  atLeastGraphemes,
  atLeastUtf8,
  atMostGraphemes,
  atMostUtf8,
  utf8Length,
} from '../values/string-length.js'
import type { Checker } from './checker.js'

// Bounds are inclusive; 0 and Infinity stand for none. What is checked is answered as it came.

/** Checks the length of a text in bytes of UTF-8; fails with `bad-length`. */
export function checkStringLength(
  checker: Checker,
  text: string,
  minimum: number,
  maximum: number,
): string {
  if (!atLeastUtf8(text, minimum) || !atMostUtf8(text, maximum)) {
    failLength(checker, utf8Length(text), minimum, maximum, 'be', 'byte')
  }
  return text
}

/** Checks the length of a text in grapheme clusters; fails with `bad-length`. */
export function checkGraphemes(
  checker: Checker,
  text: string,
  minimum: number,
  maximum: number,
): string {
  if (!atLeastGraphemes(text, minimum)) failGraphemes(checker, 'least', minimum)
  if (!atMostGraphemes(text, maximum)) failGraphemes(checker, 'most', maximum)
  return text
}

/** Checks the length of a byte string; fails with `bad-length`. */
export function checkBytesLength<B extends Uint8Array>(
  checker: Checker,
  bytes: B,
  minimum: number,
  maximum: number,
): B {
  const length = bytes.length
  if (length < minimum || length > maximum) {
    failLength(checker, length, minimum, maximum, 'be', 'byte')
  }
  return bytes
}

/** Checks how many items an array has; fails with `bad-length`. */
export function checkCount(
  checker: Checker,
  length: number,
  minimum: number,
  maximum: number,
): number {
  if (length < minimum || length > maximum) {
    failLength(checker, length, minimum, maximum, 'have', 'item')
  }
  return length
}

function failLength(
  checker: Checker,
  length: number,
  minimum: number,
  maximum: number,
  verb: 'be' | 'have',
  unit: string,
): never {
  const bound = length < minimum ? `least ${count(minimum, unit)}` : `most ${count(maximum, unit)}`
  return checker.fail('bad-length', `must ${verb} at ${bound}, not ${length}`)
}

/** Without the count itself: in a long hostile text that would cost more than the whole frame. */
function failGraphemes(checker: Checker, side: 'least' | 'most', bound: number): never {
  return checker.fail('bad-length', `must be at ${side} ${count(bound, 'grapheme')}`)
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
