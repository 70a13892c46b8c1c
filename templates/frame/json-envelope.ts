import { END_OF_OBJECT, JsonReader } from '../json/json-reader.js'
import { readJsonMap, readJsonValue } from '../json/json-value.js'
import { jsonKeyTable, NO_KEY, type JsonKeyTable } from '../keys/key-table.js'

/** The names in the one object of an `xrpc.v1.json` frame. */
export const jsonEnvelopeKeys: JsonKeyTable = /* @__PURE__ */ jsonKeyTable([
  '$type',
  'error',
  'message',
  'payload',
])

/** What stands in that object. */
export interface JsonEnvelope {
  readonly kind: string
  /** The name of an error; absent beside any other kind. */
  readonly error?: string
  /** What an error says; absent beside any other kind. */
  readonly message?: string | undefined
  /** The offset of the payload: there is one in every message. */
  readonly payload: number
}

const ABSENT = -1

/**
 * Reads the whole object of a frame, checking everything in it. `error` and `message` have a type
 * only in an error, and `payload` only in a message: beside another kind they are members that
 * nobody knows.
 *
 * @throws DecodeError
 */
export function readJsonEnvelope(frame: Uint8Array): JsonEnvelope {
  const reader = new JsonReader(frame, false)
  let kind: string | undefined
  const places = [ABSENT, ABSENT, ABSENT, ABSENT]
  reader.openObject(jsonEnvelopeKeys)
  for (let key = NO_KEY; (key = reader.readKey(jsonEnvelopeKeys, key)) !== END_OF_OBJECT;) {
    reader.nextByte()
    if (key >= 0) places[key] = reader.pos
    if (key === 0) kind = reader.readString()
    else if (key === 3 && kind === 'message') readJsonMap(reader)
    else readJsonValue(reader)
  }
  reader.finish()
  const [type = ABSENT, error = ABSENT, message = ABSENT, payload = ABSENT] = places
  if (kind === undefined) return reader.failMissing({ $type: kind }, 0)
  if (kind === 'error') {
    const name = textAt(reader, error) ?? reader.failMissing({ error: undefined }, 0)
    return { kind, error: name, message: textAt(reader, message), payload }
  }
  if (kind === 'message') {
    if (payload === ABSENT) reader.failMissing({ payload: undefined }, 0)
    if (payload < type) {
      reader.pos = payload
      readJsonMap(reader)
    }
  }
  return { kind, payload }
}

/** The text that stands at a place, if there is one. */
function textAt(reader: JsonReader, at: number): string | undefined {
  if (at === ABSENT) return undefined
  reader.pos = at
  return reader.readString()
}
