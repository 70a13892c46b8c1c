/** Why bytes or a text are no value, no frame or no message, and what that means. */
export const reasons = {
  truncated: 'The bytes or the text end before the value does.',
  'trailing-data': 'Something follows the end of the value.',
  'too-deep':
    'Arrays and maps lie in one another deeper than a receiver follows. It follows 128 levels at least; there are 100000 here.',
  'not-shortest': 'An integer, a length or a count takes more bytes than it needs.',
  'no-length': 'A length or count is indefinite, or its head is one of those that CBOR reserves.',
  'integer-range': 'An integer lies outside of ±(2^53-1).',
  fraction: 'A number is no integer.',
  float: 'A float, which CBOR has and the data model has not.',
  'simple-value': 'A simple value other than true, false and null.',
  tag: 'A tag other than 42, or 42 in more bytes than it needs.',
  'link-content': 'Tag 42 stands around something other than bytes.',
  cid: 'A link does not hold a CID of version 1, in CBOR after a zero byte.',
  'key-type': 'A key is no text.',
  'key-order':
    'A key stands after one that it should stand before: by length first, then bytewise.',
  'key-twice': 'A key stands twice in a map.',
  'utf-8': 'A text is not valid UTF-8.',
  surrogate: 'A text holds half a surrogate pair.',
  'json-syntax': 'The text is no JSON.',
  'number-syntax': 'A number is not written as JSON writes numbers.',
  'string-syntax': 'A string holds a control character, or an escape that JSON does not have.',
  base64:
    'The text in $bytes is not base64 in the plain alphabet, without padding or with all of it.',
  'special-value': 'What stands in $bytes or $link is no text.',
  'special-object': '$bytes or $link has other members beside it.',
  header: 'The header has no op.',
  type: 'A value is of another type than the one that has to stand there.',
  missing: 'A required member is missing.',
  range: 'An integer is outside of the limits that the lexicon sets.',
  length: 'A text, byte string or array is shorter or longer than the lexicon allows.',
  format: 'A text does not have the format that the lexicon asks for.',
  'not-listed': 'A value is none of those that the lexicon allows there.',
  'message-kind': 'Text came where binary messages are due, or the other way round.',
} as const

export type Reason = keyof typeof reasons

/** An id's last part from a title. */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

/** The reasons that some cases give, with what they mean. */
export function explainReasons(cases: readonly { readonly reason: Reason }[]): {
  readonly [name: string]: string
} {
  const used = new Set<string>(cases.map(({ reason }) => reason))
  return Object.fromEntries(Object.entries(reasons).filter(([name]) => used.has(name)))
}

/**
 * The first few cases of each reason, without those that are other mistakes, or none, where they are
 * a part of something larger.
 */
export function fewOfEach<T extends { readonly reason: Reason }>(
  cases: readonly T[],
  most: number,
): readonly T[] {
  const ofReason = (reason: Reason): readonly T[] =>
    cases.filter((candidate) => candidate.reason === reason)
  return cases.filter(
    (candidate) =>
      candidate.reason !== 'truncated' &&
      candidate.reason !== 'trailing-data' &&
      ofReason(candidate.reason).indexOf(candidate) < most,
  )
}
