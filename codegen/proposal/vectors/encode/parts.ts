/** A run of the same digits or characters, written once. */
export type Repetition = { readonly repeat: string; readonly times: number }

/** Digits or characters; an array of parts to be joined where long runs would fill pages. */
export type Parts = string | readonly (string | Repetition)[]

/** What the parts stand for. */
export function joinParts(parts: Parts): string {
  if (typeof parts === 'string') return parts
  return parts
    .map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times)))
    .join('')
}

/** The same parts with something before and after them. */
export function around(before: string, parts: Parts, after = ''): Parts {
  if (typeof parts === 'string') return before + parts + after
  return after === '' ? [before, ...parts] : [before, ...parts, after]
}
