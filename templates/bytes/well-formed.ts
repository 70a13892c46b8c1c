const loneSurrogate = /[\uD800-\uDFFF]/u

/** Whether a text has a UTF-8 form: no half of a surrogate pair stands alone. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text)
}
