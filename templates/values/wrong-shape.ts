interface Failing {
  fail(code: 'wrong-type', detail: string, cause: unknown): never
}

/**
 * Fails because of what an encoder stumbled over: a `TypeError` means that the value has not the shape
 * that its type declares, so that there was nothing to read a property of. Other errors are passed on.
 *
 * @throws EncodeError
 */
export function failShape(writer: Failing, error: unknown): never {
  if (!(error instanceof TypeError)) throw error
  return writer.fail('wrong-type', 'not of the type that the lexicon says', error)
}
