import { subprotocols } from '../../../../templates/frame/subprotocol.js'
import { levels } from '../../../conformance/rules/level.js'
import type { JsonObject } from '../encode/json.js'
import {
  file,
  flag,
  hexText,
  id,
  listOf,
  orNull,
  record,
  sentence,
  seq,
  textual,
  token,
} from './schema-parts.js'

const said = (description: string, schema: JsonObject): JsonObject => ({ ...schema, description })
const arrayOf = (description: string, items: JsonObject): JsonObject => ({
  type: 'array',
  items,
  description,
})
const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` })
const rule = said('The rule that is broken where it is otherwise.', textual)
const shardCount: JsonObject = { type: 'integer', minimum: 1 }
const messages = (description: string) => arrayOf(description, ref('message'))

function step(
  name: string,
  description: string,
  properties: { readonly [name: string]: JsonObject } = {},
): JsonObject {
  return said(description, record({ do: { const: name }, ...properties }))
}

const transcript = record({
  id,
  description: sentence,
  level: said('What has to be there for it.', { enum: [...levels] }),
  sides: said(
    'Who can be held to it; the other side is then played.',
    listOf({ enum: ['server', 'client'] }),
  ),
  server: said(
    'The stream before the first connection.',
    record(
      {
        seqScheme: { enum: ['counter', 'unix-micros'] },
        cursor: said('Whether the server sends #cursor.', flag),
        messages: messages('All messages that were ever published.'),
        retain: said('How many of the newest are still there; absent for all.', seq),
        shardCount: said('How many slots it has; absent where it has no shards.', shardCount),
      },
      ['retain', 'shardCount'],
    ),
  ),
  client: said(
    'What the client is started with.',
    record(
      {
        cursor: said('The cursor that it has saved.', orNull(seq)),
        subprotocols: arrayOf('What it is to offer, most wanted first.', {
          enum: [...subprotocols],
        }),
        shard: said('The shard that it is to take.', seq),
        shardCount,
      },
      ['shard', 'shardCount'],
    ),
  ),
  connections: said('One after the other.', listOf(ref('connection'))),
  prints: said(
    'What the client hands out, over all connections.',
    record({ messages: messages('In their order.'), rule }),
  ),
  outcome: said(
    'How it ends for the client.',
    record({ is: { enum: ['goes-on', 'ends', 'either'] }, rule }),
  ),
})

const connection = record(
  {
    request: said(
      'What the client asks for.',
      record(
        {
          cursor: said('The parameter; null for none.', {
            anyOf: [{ type: 'null' }, seq, record({ atMost: seq })],
          }),
          shard: said('The parameter; absent for none.', seq),
          shardCount,
          offers: arrayOf('The tokens of Sec-WebSocket-Protocol.', textual),
          rule,
          missing: said('The rule that is broken where this connection is not made.', textual),
        },
        ['shard', 'shardCount'],
      ),
    ),
    selects: said('The token that the server answers; null for none.', orNull(textual)),
    encoding: said('That of the frames.', token),
    mayRedial: said('Whether the client may begin it again, without offering anything.', flag),
    steps: said('What happens on it, in order.', listOf(ref('step'))),
  },
  ['mayRedial'],
)

const steps: JsonObject = {
  description: 'What happens next.',
  oneOf: [
    step('send', 'The server sends a frame.', {
      frame: said('A binary message, or a text message.', {
        oneOf: [record({ binary: hexText }), record({ text: textual })],
      }),
      means: said('What it stands for.', {
        oneOf: [
          said('A message of the stream.', record({ message: ref('message') })),
          said('An error.', record({ error: textual, text: textual })),
          said('Something that clients ignore.', record({ unknown: textual })),
          said('No frame of this encoding.', record({ broken: textual })),
        ],
      }),
    }),
    step('publish', 'Messages are published at the server.', {
      messages: messages('In their order.'),
    }),
    step('wait', 'Nothing happens until the server sends the next frame by itself.'),
    step('close', 'The server closes the connection.', {
      code: { type: 'integer' },
      reason: textual,
    }),
    step('lose', 'The connection breaks off, without a close frame.'),
    step('client-closes', 'The client has to end the connection.', { rule }),
  ],
}

const message: JsonObject = {
  type: 'object',
  description: 'A message in the JSON form of the data model.',
  required: ['$type'],
  properties: { $type: textual },
}

/** What `transcripts.json` looks like. */
export const transcriptSchema: readonly [name: string, schema: JsonObject] = [
  'transcripts',
  file(
    'transcripts',
    'Connection transcripts',
    {
      stream: said('The NSID of the stream that all of them are about.', textual),
      transcripts: said('Each stands for itself.', listOf(ref('transcript'))),
    },
    { transcript, connection, step: steps, message },
  ),
]
