import {
  isJsonArray,
  membersOf,
  type Json,
  type JsonObject,
} from '../../codegen/proposal/vectors/encode/json.js'
import { CidLink } from '../../generated/runtime/values/cid-link.js'
import type { LexMap, LexValue } from '../../generated/runtime/values/lex-value.js'
import { mapOf } from '../wire/map-of.js'

/** A value of the data model from its JSON form, made without any decoder that is tested. */
export function lexOf(value: Json): LexValue {
  if (typeof value !== 'object' || value === null) return value
  if (isJsonArray(value)) return value.map(lexOf)
  const { $bytes, $link } = value
  if (typeof $bytes === 'string') return Uint8Array.from(Buffer.from($bytes, 'base64'))
  if (typeof $link === 'string') {
    const link = CidLink.parse($link)
    if (link === undefined) throw new Error(`not a CID: ${$link}`)
    return link
  }
  return lexMapOf(value)
}

/** The same of an object. */
export function lexMapOf(value: JsonObject): LexMap {
  return mapOf(membersOf(value).map(([name, member]) => [name, lexOf(member)] as const))
}
