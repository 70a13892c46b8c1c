import { lexicon } from './sample-lexicons.js'
import { temporaryFolder, writeTree } from './temporary-folder.js'

/** The lexicon of the notes of `test/server/example-stream.ts`. */
export const notesLexicon = lexicon('org.example.subscribeNotes', {
  main: {
    type: 'subscription',
    parameters: {
      type: 'params',
      properties: {
        cursor: { type: 'integer' },
        shard: { type: 'integer', minimum: 0 },
        shardCount: { type: 'integer', minimum: 1 },
      },
    },
    message: { schema: { type: 'union', refs: ['#note', '#info', '#cursor'] } },
    errors: [{ name: 'FutureCursor' }, { name: 'ConsumerTooSlow' }, { name: 'InvalidShard' }],
  },
  note: {
    type: 'object',
    required: ['seq', 'did', 'text'],
    properties: {
      seq: { type: 'integer' },
      did: { type: 'string', format: 'did' },
      text: { type: 'string', maxLength: 20 },
    },
  },
  info: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, message: { type: 'string' } },
  },
  cursor: {
    type: 'object',
    required: ['cursor', 'highestSeq', 'live'],
    properties: {
      cursor: { type: 'integer', minimum: 0 },
      highestSeq: { type: 'integer', minimum: 0 },
      live: { type: 'boolean' },
      lowestSeq: { type: 'integer', minimum: 1 },
      seqScheme: { type: 'string', knownValues: ['counter', 'unix-micros'] },
      sequenceId: { type: 'string', maxLength: 128 },
      shardCount: { type: 'integer' },
      pendingMessages: { type: 'integer' },
      pendingBytes: { type: 'integer' },
      messagesPerMinute: { type: 'integer' },
      time: { type: 'string', format: 'datetime' },
    },
  },
})

/** A folder with the notes' lexicon in it, for the duration of a test. */
export async function notesFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await writeTree(folder, { 'org/example/subscribeNotes.json': notesLexicon })
  return folder
}
