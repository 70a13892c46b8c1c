import { subprotocols } from '../../../../templates/frame/subprotocol.js'
import { levels } from '../../../conformance/rules/level.js'
import type { Json, JsonObject } from '../encode/json.js'

const text = (description: string): JsonObject => ({ type: 'string', description })
const count = (description: string): JsonObject => ({ type: 'integer', minimum: 0, description })
const rule = text('Which rule of the conformance suite is broken where it is otherwise.')
const orNull = (type: string, description: string): JsonObject => ({
  description,
  anyOf: [{ type }, { type: 'null' }],
})
const list = (items: Json, description: string): JsonObject => ({
  type: 'array',
  items,
  description,
})
const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` })

/** An object whose members are all there but for those named. */
function object(
  description: string,
  properties: JsonObject,
  ...optional: readonly string[]
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', description, required, properties, additionalProperties: false }
}

function step(name: string, description: string, properties: JsonObject = {}): JsonObject {
  return object(description, { do: { const: name }, ...properties })
}

const encoding: JsonObject = { enum: [...subprotocols] }
const messages = (description: string) => list(ref('message'), description)

/** What `transcripts.json` looks like. */
export const transcriptSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'transcripts.schema.json',
  title: 'Connection transcripts',
  description: 'Scripts of what each side of some connections sends, in order.',
  ...object(
    'The file.',
    {
      $comment: { type: 'string' },
      description: text('What the file is and how it is read.'),
      stream: text('The NSID of the stream that all of them are about.'),
      transcripts: list(ref('transcript'), 'One after the other; each stands for itself.'),
    },
    '$comment',
  ),
  $defs: {
    transcript: object('What happens between a client and a server.', {
      name: { type: 'string', pattern: '^[a-z0-9-]+$' },
      title: text('What happens, in a sentence.'),
      level: { enum: [...levels] },
      sides: list(
        { enum: ['server', 'client'] },
        'Who can be held to it; the other side is then played.',
      ),
      server: object(
        'The stream before the first connection.',
        {
          seqScheme: { enum: ['counter', 'unix-micros'] },
          cursor: { type: 'boolean', description: 'Whether the server sends #cursor.' },
          messages: messages('All messages that were ever published.'),
          retain: count('How many of the newest are still there; absent for all.'),
        },
        'retain',
      ),
      client: object('What the client is started with.', {
        cursor: orNull('integer', 'The cursor that it has saved.'),
        subprotocols: list(encoding, 'What it is to offer, most wanted first.'),
      }),
      connections: list(ref('connection'), 'In their order, one after the other.'),
      prints: object('What the client hands out, over all connections.', {
        messages: messages('In their order; other fields may be there as well.'),
        rule,
      }),
      outcome: object(
        'How it ends for the client: it waits for more, has ended and said why, or either of these; in the latter case the last messages may be missing.',
        { is: { enum: ['goes-on', 'ends', 'either'] }, rule },
      ),
    }),
    connection: object(
      'One connection.',
      {
        request: object('What the client asks for.', {
          cursor: {
            description: 'The parameter; null for none.',
            anyOf: [
              { type: 'integer' },
              { type: 'null' },
              object('Any up to a number.', { atMost: { type: 'integer' } }),
            ],
          },
          offers: list({ type: 'string' }, 'The tokens of Sec-WebSocket-Protocol.'),
          rule,
          missing: rule,
        }),
        selects: orNull('string', 'The token that the server answers.'),
        encoding,
        mayRedial: {
          type: 'boolean',
          description: 'Whether the client may begin it again, without offering anything.',
        },
        steps: list(ref('step'), 'What happens on it, in order.'),
      },
      'mayRedial',
    ),
    step: {
      description: 'What happens next.',
      oneOf: [
        step('send', 'The server sends a frame.', {
          frame: {
            description: 'A binary message in hexadecimal digits, or a text.',
            oneOf: [
              object('A binary message.', {
                binary: { type: 'string', pattern: '^([0-9a-f]{2})*$' },
              }),
              object('A text message.', { text: { type: 'string' } }),
            ],
          },
          means: {
            description: 'What it stands for.',
            oneOf: [
              object('A message of the stream.', { message: ref('message') }),
              object('An error.', { error: { type: 'string' }, text: { type: 'string' } }),
              object('Something that clients ignore.', { unknown: { type: 'string' } }),
              object('No frame of this encoding.', { broken: { type: 'string' } }),
            ],
          },
        }),
        step('publish', 'Messages are published at the server; what it sends of them follows.', {
          messages: messages('In their order.'),
        }),
        step('wait', 'Nothing is published until the server sends the next frame by itself.'),
        step('close', 'The server closes the connection.', {
          code: { type: 'integer' },
          reason: { type: 'string' },
        }),
        step('lose', 'The connection breaks off, without a close frame.'),
        step('client-closes', 'The client has to end the connection.', { rule }),
      ],
    },
    message: {
      type: 'object',
      description: 'A message in the JSON form of the data model.',
      required: ['$type'],
      properties: { $type: { type: 'string' } },
    },
  },
}
