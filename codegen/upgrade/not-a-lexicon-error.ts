/** A text cannot be upgraded, because it is not the JSON of a lexicon document. */
export class NotALexiconError extends Error {
  override readonly name = 'NotALexiconError'
  /** Always `not-a-lexicon` so far. */
  readonly code = 'not-a-lexicon'
}
