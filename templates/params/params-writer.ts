import { isWellFormed } from '../bytes/well-formed.js'
import { quote } from '../checks/quote.js'
import { ParamsError } from '../errors.js'

/** What a parameter can be, lists of these aside. */
export type ParamValue = string | number | boolean

/**
 * Writes parameters into a query string, in the order of the calls. Absent ones are left out, and
 * so is an empty list. What would read back as something else throws a {@link ParamsError}: a number
 * that is no integer within ±(2^53 - 1), an empty string, a string with a lone surrogate. Other
 * constraints of the lexicon are for the server to check.
 *
 * What generated code does with it:
 *
 * ```ts
 * const writer = new ParamsWriter()
 * writer.write('cursor', params.cursor)
 * writer.writeList('kinds', params.kinds)
 * return writer.query
 * ```
 */
export class ParamsWriter {
  readonly query = new URLSearchParams()

  write(name: string, value: ParamValue | undefined): void {
    if (value !== undefined) this.query.append(name, textOf(name, value))
  }

  writeList(name: string, values: readonly ParamValue[] | undefined): void {
    if (values === undefined) return
    for (const value of values) this.query.append(name, textOf(name, value))
  }
}

function textOf(name: string, value: ParamValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new ParamsError(name, `must be an integer within ±(2^53 - 1), not ${value}`)
  }
  const text = String(value)
  if (text === '') throw new ParamsError(name, 'must not be empty: it would read as absent')
  if (!isWellFormed(text)) {
    throw new ParamsError(name, `must be Unicode without lone surrogates, not ${quote(text)}`)
  }
  return text
}
