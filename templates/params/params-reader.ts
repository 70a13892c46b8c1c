import { checkCount } from '../checks/check-length.js'
import type { CheckCode, Checker } from '../checks/checker.js'
import { ParamsError } from '../errors.js'
import type { ReadParam } from './read-param.js'

/** In all of a query string, known names or not. */
const maximumParameters = 100_000
/** Of a list whose lexicon sets no maximum. */
const maximumItems = 10_000

/**
 * Reads parameters off a query string, name by name. An empty value is an absent one; names that
 * nobody asks for are ignored. Everything that does not fit throws a {@link ParamsError} with the
 * parameter's name, string formats included.
 *
 * What generated code does with it:
 *
 * ```ts
 * const reader = new ParamsReader(query)
 * return {
 *   stream: reader.required('stream', checkNsid),
 *   cursor: reader.optional('cursor', readInteger),
 *   limit: reader.optional('limit', readLimit) ?? 50,
 *   kinds: reader.optionalList('kinds', readKind, 0, 4),
 * }
 * ```
 */
export class ParamsReader implements Checker {
  readonly formats = true
  readonly #query: URLSearchParams
  #parameter = ''

  /** @throws ParamsError where there are more than 100 000 parameters */
  constructor(query: URLSearchParams) {
    this.#query = query
    if (query.size > maximumParameters) {
      throw new ParamsError(
        '',
        `at most ${maximumParameters} parameters are read, not ${query.size}`,
      )
    }
  }

  /** The parameter of this name, undefined where it is absent. */
  optional<T>(name: string, read: ReadParam<T>): T | undefined {
    this.#parameter = name
    const values = this.#query.getAll(name)
    if (values.length > 1) this.#fail(`must be given once, not ${values.length} times`)
    const text = values[0] ?? ''
    return text === '' ? undefined : read(this, text)
  }

  /** The parameter of this name. */
  required<T>(name: string, read: ReadParam<T>): T {
    return this.optional(name, read) ?? this.#fail('is required')
  }

  /**
   * The values of a name that may be repeated, in their order and without the empty ones; undefined
   * where none is left. `minimum` and `maximum` are the list's own bounds, inclusive.
   */
  optionalList<T>(
    name: string,
    read: ReadParam<T>,
    minimum = 0,
    maximum = maximumItems,
  ): readonly T[] | undefined {
    this.#parameter = name
    const values = this.#query.getAll(name).filter((text) => text !== '')
    if (values.length === 0) return undefined
    checkCount(this, values.length, minimum, maximum)
    return values.map((text) => read(this, text))
  }

  /** As {@link optionalList}, of a list that must be there: a query string cannot hold an empty one. */
  requiredList<T>(
    name: string,
    read: ReadParam<T>,
    minimum = 0,
    maximum = maximumItems,
  ): readonly T[] {
    return this.optionalList(name, read, minimum, maximum) ?? this.#fail('is required')
  }

  /** Throws for the parameter that was read last. */
  fail(_code: CheckCode, detail: string): never {
    return this.#fail(detail)
  }

  #fail(detail: string): never {
    throw new ParamsError(this.#parameter, detail)
  }
}
