import { CidLink } from '../../templates/values/cid-link.js'
import { isArray } from '../../templates/values/lex-map.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'

// Of decoded values, whose links are all made by the readers here: an object that merely has the
// members of a link is an object.

/** Whether a decoded value is a link. */
export function isLink(value: LexValue): value is CidLink {
  return value instanceof CidLink
}

/** Whether a decoded value is an object, not an array, bytes or a link. */
export function isMap(value: LexValue): value is LexMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isArray(value) &&
    !(value instanceof Uint8Array) &&
    !isLink(value)
  )
}
