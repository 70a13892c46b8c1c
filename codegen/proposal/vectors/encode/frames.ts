import { compareInDrislOrder } from '../../../model/drisl-order.js'
import { drisl, integer, map, text } from './drisl.js'
import { isJsonArray, membersOf, type Json, type JsonObject } from './json.js'

/** The two items of an `xrpc.v0.cbor` frame, as hexadecimal digits. */
export interface V0Frame {
  readonly header: string
  readonly payload: string
}

/** A message as `xrpc.v0.cbor` has it: the payload does without the `$type`. */
export function v0Frame(t: string, message: JsonObject): V0Frame {
  return { header: v0Header(t), payload: drisl({ ...message, $type: undefined }) }
}

/** The header of a message of that type. */
export function v0Header(t: string): string {
  return map(['t', text(t)], ['op', integer(1)])
}

/** A message as `xrpc.v1.cbor` has it, as hexadecimal digits. */
export function v1CborFrame(message: JsonObject): string {
  return v1CborEnvelope(drisl(message))
}

/** The usual envelope around a payload that need not be valid. */
export function v1CborEnvelope(payload: string): string {
  return map(['$type', text('message')], ['payload', payload])
}

/** A message as `xrpc.v1.json` has it: one text of many that mean the same. */
export function v1JsonFrame(message: JsonObject): string {
  return v1JsonEnvelope(jsonText(message))
}

/** The usual envelope around a payload that need not be valid. */
export function v1JsonEnvelope(payload: string): string {
  return `{"$type":"message","payload":${payload}}`
}

/** A value's JSON without white space, `$type` first and the other names in DRISL order. */
export function jsonText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isJsonArray(value)) return `[${value.map(jsonText).join()}]`
  const sorted = membersOf(value).toSorted(([a], [b]) =>
    a === '$type' ? -1 : b === '$type' ? 1 : compareInDrislOrder(a, b),
  )
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join()}}`
}
