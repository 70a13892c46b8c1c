import { encodeUtf8 } from '../bytes/utf8.js'
import { loneSurrogateAt } from '../bytes/well-formed.js'
import { DecodeError } from '../errors.js'
import { utf8Length } from '../values/string-length.js'

/**
 * JSON as UTF-8, whether it was given so or as text.
 *
 * @throws DecodeError where the text holds half a surrogate pair, which UTF-8 cannot say
 */
export function jsonBytes(json: Uint8Array | string): Uint8Array {
  if (typeof json !== 'string') return json
  const lone = loneSurrogateAt(json)
  if (lone !== -1) {
    const offset = utf8Length(json.slice(0, lone))
    throw new DecodeError('bad-utf8', 'the text holds half a surrogate pair', offset)
  }
  return encodeUtf8(json)
}
