interface Failing {
  fail(code: 'not-allowed', detail: string): never
}

/**
 * Fails because a closed union does not list what stands there. `found` is the `$type` that was
 * read or, in an encoder, the value.
 */
export function failUnlisted(checker: Failing, found: unknown): never {
  const $type =
    typeof found === 'object' && found !== null && '$type' in found ? found.$type : found
  return checker.fail(
    'not-allowed',
    typeof $type === 'string'
      ? `must be a member of the closed union, not ${JSON.stringify($type.slice(0, 80))}`
      : 'must be a member of the closed union, and has no $type',
  )
}
