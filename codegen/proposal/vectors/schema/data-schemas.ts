import type { JsonObject } from '../encode/json.js'
import {
  explained,
  file,
  hexParts,
  hexText,
  id,
  lexDefinitions,
  lexObject,
  lexValue,
  listOf,
  record,
  sentence,
  textParts,
  textual,
  token,
  flag,
} from './schema-parts.js'

const offset: JsonObject = {
  type: 'integer',
  minimum: 0,
  description: 'Where the trouble shows, in bytes from the start: for better error messages.',
}
const path: JsonObject = {
  type: 'string',
  description: 'The place in the value, as in ops[0].cid: for better error messages.',
}

const outcome: JsonObject = {
  description: 'What a receiver does.',
  anyOf: [
    record({ receiver: { const: 'deliver' }, value: lexObject }, ['value']),
    record({
      receiver: { const: 'ignore' },
      what: { enum: ['type', 'kind'] },
      name: { anyOf: [{ type: 'null' }, { type: 'string' }, { type: 'integer' }] },
    }),
    record({ receiver: { const: 'error' }, error: textual, message: textual }, ['message']),
    record({ receiver: { const: 'close' }, code: { enum: [1002, 1007] }, reason: textual }),
  ],
}

const messageCase = record(
  {
    id,
    description: sentence,
    value: lexObject,
    decodesTo: id,
    v0: record({ header: hexText, payload: hexText }),
    v1cbor: hexText,
    v1json: textual,
  },
  ['decodesTo'],
)

/** A frame whose content stands in that member. */
function frameCase(member: 'hex' | 'text', content: JsonObject): JsonObject {
  return record(
    {
      id,
      description: sentence,
      subprotocol: token,
      [member]: content,
      layer: { enum: ['encoding', 'frame', 'schema', 'format'] },
      outcome,
      offset,
      path,
    },
    ['offset', 'path'],
  )
}

/** Schemas of the vectors of values, messages and frames. */
export const dataSchemas: readonly (readonly [name: string, schema: JsonObject])[] = [
  [
    'values',
    file(
      'values',
      'Single values',
      {
        cases: listOf(
          record(
            {
              id,
              description: sentence,
              value: lexValue,
              cbor: hexParts,
              json: textParts,
              alsoJson: listOf(textParts),
            },
            ['value', 'alsoJson'],
          ),
        ),
      },
      lexDefinitions,
    ),
  ],
  [
    'invalid-cbor',
    file('invalid-cbor', 'Invalid CBOR', {
      reasons: explained,
      cases: listOf(
        record({ id, description: sentence, cbor: hexParts, reason: textual, offset, path }, [
          'offset',
        ]),
      ),
    }),
  ],
  [
    'invalid-json',
    file('invalid-json', 'Invalid JSON', {
      reasons: explained,
      cases: listOf(
        record({ id, description: sentence, json: textParts, reason: textual, offset, path }, [
          'offset',
        ]),
      ),
    }),
  ],
  [
    'messages',
    file(
      'messages',
      'Messages of a stream',
      {
        stream: textual,
        defaultSubprotocol: token,
        messages: listOf(
          record(
            {
              type: textual,
              t: textual,
              sequenced: flag,
              shardKey: textual,
              cases: listOf(messageCase),
            },
            ['shardKey'],
          ),
        ),
      },
      lexDefinitions,
    ),
  ],
  [
    'frames',
    file(
      'frames',
      'Frames',
      {
        stream: textual,
        reasons: explained,
        cases: listOf({ anyOf: [frameCase('hex', hexParts), frameCase('text', textParts)] }),
      },
      lexDefinitions,
    ),
  ],
]
