const loneSurrogate = /[\uD800-\uDFFF]/u

/** Whether a text has a UTF-8 form: no half of a surrogate pair stands alone. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text)
}

/** Where the first half of a surrogate pair stands alone, in UTF-16 code units; -1 if nowhere. */
export function loneSurrogateAt(text: string): number {
  return text.search(loneSurrogate)
}
