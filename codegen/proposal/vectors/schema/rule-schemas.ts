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
  whole,
} from './schema-parts.js'

const count: JsonObject = { type: 'integer', minimum: 1 }
const tokens: JsonObject = { type: 'array', items: textual }
const scheme: JsonObject = { enum: ['counter', 'unix-micros'] }

const position: JsonObject = {
  description: 'A number, or any of those within bounds.',
  anyOf: [seq, record({ atLeast: seq, atMost: seq })],
}

const handshake: JsonObject = {
  description: 'How the handshake ended, as far as the platform tells the client.',
  anyOf: [
    record({ opened: { const: true }, selected: orNull(textual) }),
    record({
      opened: { const: false },
      told: { enum: ['no-subprotocol', 'wrong-subprotocol', 'other', 'nothing'] },
    }),
  ],
}

const clientStep: JsonObject = {
  description: 'What the client does next.',
  anyOf: [
    record({ does: { const: 'speak' }, subprotocol: token }),
    record({ does: { const: 'dial-again-without-offers' } }),
    record({ does: { const: 'give-up' } }),
    record({ does: { const: 'close' }, code: { const: 1002 } }),
  ],
}

const negotiation = file('negotiation', 'The opening handshake', {
  headers: listOf(record({ id, description: sentence, header: orNull(textual), tokens })),
  selections: listOf(
    record({
      id,
      description: sentence,
      offers: tokens,
      lexiconDefault: token,
      supported: listOf(token),
      selected: orNull(token),
      speaks: token,
    }),
  ),
  clients: listOf(
    record({
      id,
      description: sentence,
      offers: { type: 'array', items: token },
      lexiconDefault: token,
      handshake,
      client: clientStep,
    }),
  ),
  requests: listOf(
    record(
      {
        id,
        description: sentence,
        method: textual,
        upgrade: orNull(textual),
        query: textual,
        status: { enum: [101, 400, 405, 426] },
        error: textual,
      },
      ['error'],
    ),
  ),
})

const cursorResolution = file('cursor-resolution', 'Where a connection starts', {
  cases: listOf(
    record({
      id,
      description: sentence,
      server: record(
        {
          seqScheme: scheme,
          clock: textual,
          futureAllowanceSeconds: count,
          highestSeq: seq,
          lowestSeq: seq,
          prunedSeq: seq,
          originSeq: seq,
          held: { type: 'array', items: seq },
        },
        ['lowestSeq'],
      ),
      requested: orNull(seq),
      first: record(
        {
          cursor: record(
            { cursor: position, highestSeq: seq, live: flag, lowestSeq: seq, seqScheme: scheme },
            ['lowestSeq'],
          ),
          info: { const: 'OutdatedCursor' },
          error: { const: 'FutureCursor' },
          closeCode: { const: 1008 },
        },
        ['info', 'error', 'closeCode'],
      ),
      replays: { type: 'array', items: seq },
    }),
  ),
})

const sequencer = file('sequencer', 'Sequencers', {
  invalidSlots: listOf({ type: 'number' }),
  traces: listOf(
    record({
      id,
      description: sentence,
      seqScheme: scheme,
      slots: count,
      after: seq,
      steps: listOf({
        anyOf: [
          record({ clock: seq, slot: whole, seq: orNull(seq) }, ['slot']),
          record({ advanceTo: seq }),
        ],
      }),
    }),
  ),
})

const shards = file('shards', 'Shards', {
  slots: count,
  counts: listOf(count),
  tick: seq,
  keys: listOf(
    record({
      id,
      description: sentence,
      key: textual,
      sha256: hexText,
      slotOf: { type: 'object', additionalProperties: seq },
      shards: listOf(seq),
      seq,
    }),
  ),
  requests: listOf(
    record(
      {
        id,
        description: sentence,
        slots: count,
        shard: whole,
        shardCount: whole,
        answer: { enum: ['all', 'shard', 'InvalidShard'] },
      },
      ['shard', 'shardCount'],
    ),
  ),
})

/** Schemas of the vectors of rules. */
export const ruleSchemas: readonly (readonly [name: string, schema: JsonObject])[] = [
  ['negotiation', negotiation],
  ['cursor-resolution', cursorResolution],
  ['sequencer', sequencer],
  ['shards', shards],
]
