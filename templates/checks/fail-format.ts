import { quote } from './quote.js'

/** Something that can say where in a value a format was not kept; see `Checker`. */
interface Failing {
  fail(code: 'bad-format', detail: string): never
}

/** Fails because a text is not of a string format. */
export function failFormat(checker: Failing, format: string, text: string): never {
  return checker.fail('bad-format', `not a valid ${format}: ${quote(text)}`)
}
