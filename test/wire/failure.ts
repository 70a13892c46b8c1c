import { inspect } from 'node:util'

/** Everything that a DecodeError or EncodeError tells its catcher. */
export interface Failure {
  readonly name: string
  readonly code: unknown
  /** Absent from an EncodeError. */
  readonly offset: unknown
  readonly path: unknown
  readonly message: string
}

/**
 * What a call throws. The classes of `templates` and of `generated/runtime` are two, so errors are
 * told by their name and fields.
 */
export function failureOf(call: () => unknown): Failure {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return {
      name: error.name,
      code: fieldOf(error, 'code'),
      offset: fieldOf(error, 'offset'),
      path: fieldOf(error, 'path'),
      message: error.message,
    }
  }
  throw new Error(`nothing was thrown; the result is ${inspect(result)}`)
}

function fieldOf(error: Error, name: string): unknown {
  return name in error ? Reflect.get(error, name) : undefined
}

/** The failure of a decoder. */
export function decodeFailure(
  code: string,
  offset: number,
  path: string,
  message: string,
): Failure {
  return { name: 'DecodeError', code, offset, path, message }
}

/** The failure of an encoder. */
export function encodeFailure(code: string, path: string, message: string): Failure {
  return { name: 'EncodeError', code, offset: undefined, path, message }
}
