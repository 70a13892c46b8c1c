import { isArray } from '../../templates/values/lex-map.js'
import type { LexMap, LexValue } from '../../templates/values/lex-value.js'
import { seqOf } from '../../templates/stream/message.js'
import { fieldsOf, shortTypeOf, type AnyMessage } from './any-message.js'
import { isLink, isMap } from './decoded-value.js'
import { escapeUnprintable, printable, shorten } from '../printable.js'
import { selectFields } from './select-fields.js'

/** A value as `JSON.stringify` is to see it. */
type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** How a message is shown. */
export interface LineFormat {
  readonly json: boolean
  /** Which fields, by name or by path such as `ops.path`; absent for all. */
  readonly fields: readonly string[] | undefined
  readonly paintType: (type: string) => string
}

/**
 * A message in one line, without the line break: JSON as the protocol has it, or for people. Absent
 * where it has none of the fields.
 */
export function messageLine(
  message: AnyMessage,
  nsid: string,
  format: LineFormat,
): string | undefined {
  const { fields, json } = format
  const chosen = fields === undefined ? undefined : selectFields(message, fields)
  if (chosen?.length === 0) return undefined
  if (json) return jsonLine(chosen === undefined ? message : Object.fromEntries(chosen))
  return readableLine(message, chosen ?? fieldsOf(message), nsid, format)
}

function jsonLine(shown: LexMap): string {
  return escapeUnprintable(JSON.stringify(toJson(shown, whole)))
}

/** `<seq> <type> <name>=<value>…`, long values shortened; `-` stands for the seq where there is none. */
function readableLine(
  message: AnyMessage,
  shown: readonly (readonly [string, LexValue])[],
  nsid: string,
  { paintType }: LineFormat,
): string {
  const seq = seqOf(message)
  const type = paintType(printable(shortTypeOf(message, nsid), longestText))
  const pairs = shown
    .filter(([name]) => name !== 'seq' || seq === undefined)
    .map(([name, value]) => ` ${readableName(name)}=${readableValue(value)}`)
  return `${seq ?? '-'} ${type}${pairs.join('')}`
}

/** How much of a text, of bytes and of a whole field is shown to people. */
const longestText = 200
const longestBytes = 12
const longestField = 400

function readableName(name: string): string {
  return /^[\w$.-]{1,64}$/.test(name) ? name : quoted(shorten(name, 64))
}

function readableValue(value: LexValue): string {
  // Bare where nobody could take it for several fields, or for a value of another kind.
  if (
    typeof value === 'string' &&
    /^(?!-?\d+$|true$|false$|null$)[\w:/.@#~?&%+-]{1,200}$/.test(value)
  ) {
    return value
  }
  return escapeUnprintable(shorten(JSON.stringify(toJson(value, shortened)), longestField))
}

function quoted(text: string): string {
  return escapeUnprintable(JSON.stringify(text))
}

/** How texts and bytes stand in JSON. */
interface Rendering {
  readonly text: (text: string) => string
  readonly bytes: (bytes: Uint8Array) => string
}

const whole: Rendering = { text: (text) => text, bytes: base64 }

const shortened: Rendering = {
  text: (text) => shorten(text, longestText),
  bytes: (bytes) =>
    bytes.length <= longestBytes
      ? base64(bytes)
      : `${base64(bytes.subarray(0, longestBytes))}… (${bytes.length} bytes)`,
}

function base64(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64').replace(/=+$/, '')
}

function toJson(value: LexValue, rendering: Rendering): JsonValue {
  if (typeof value === 'string') return rendering.text(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return { $bytes: rendering.bytes(value) }
  if (isArray(value)) return value.map((item) => toJson(item, rendering))
  if (isLink(value)) return { $link: value.toString() }
  return isMap(value) ? mapToJson(value, rendering) : null
}

function mapToJson(map: LexMap, rendering: Rendering): JsonValue {
  const json: { [name: string]: JsonValue } = {}
  for (const name of Object.keys(map)) {
    const value = map[name]
    if (value === undefined) continue
    // Not by assignment, which for `__proto__` would set the prototype.
    Object.defineProperty(json, name, {
      value: toJson(value, rendering),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return json
}
