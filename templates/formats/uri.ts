import { atMostUtf8 } from '../values/string-length.js'

/** In UTF-8 bytes. */
const maximumLength = 8192

const pattern = /^\w[\w.+-]*:(?:\/\/)?[^\s/]\S*$/

/**
 * Whether a text looks like a URI of any scheme: a scheme, a colon, perhaps two slashes, then at
 * least one character that is no slash, and no whitespace anywhere; at most 8192 bytes of UTF-8. The
 * scheme's characters are those of RFC 3986 and `_`, and it may start with a digit.
 */
export function isUri(text: string): boolean {
  return atMostUtf8(text, maximumLength) && pattern.test(text)
}
