import type { JsonObject } from '../encode/json.js'
import { asJson } from './as-json.js'
import { nsid } from './script.js'
import { shardTranscripts } from './shard-transcripts.js'
import type { Transcript } from './transcript.js'
import { transcripts } from './transcripts.js'

/** The vectors of whole connections. */
export function buildTranscripts(): JsonObject {
  return {
    $schema: 'schema/transcripts.schema.json',
    description: 'Whole connections: what each side sends and does, in order.',
    stream: nsid,
    transcripts: [...transcripts, ...shardTranscripts].map(transcriptCase),
  }
}

/** As it is written: a case has an `id` and a `description` in every file of vectors. */
function transcriptCase({ name, title, ...script }: Transcript): JsonObject {
  const members = Object.entries(script).map(([member, value]) => [member, asJson(value)] as const)
  return { id: name, description: title, ...Object.fromEntries(members) }
}
