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
  readonly error: string | undefined
  readonly message: string | undefined
  /** The offset of the payload, -1 where there is none. */
  readonly payload: number
}

/**
 * Reads the whole object of a frame, checking everything in it.
 *
 * @throws DecodeError
 */
export function readJsonEnvelope(frame: Uint8Array): JsonEnvelope {
  const reader = new JsonReader(frame, false)
  let kind: string | undefined
  let error: string | undefined
  let message: string | undefined
  let payload = -1
  reader.openObject(jsonEnvelopeKeys)
  for (let key = NO_KEY; (key = reader.readKey(jsonEnvelopeKeys, key)) !== END_OF_OBJECT;) {
    switch (key) {
      case 0:
        kind = reader.readString()
        break
      case 1:
        error = reader.readString()
        break
      case 2:
        message = reader.readString()
        break
      case 3:
        reader.nextByte()
        payload = reader.pos
        readJsonMap(reader)
        break
      default:
        readJsonValue(reader)
    }
  }
  reader.finish()
  if (kind === undefined) return reader.failMissing({ $type: kind }, 0)
  if (kind === 'error' && error === undefined) return reader.failMissing({ error }, 0)
  if (kind === 'message' && payload === -1) return reader.failMissing({ payload: undefined }, 0)
  return { kind, error, message, payload }
}
