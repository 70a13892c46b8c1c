import { printJson } from '../encode/print.js'
import { asJson } from './as-json.js'
import { nsid } from './script.js'
import { transcriptSchema } from './transcript-schema.js'
import { transcripts } from './transcripts.js'

/** The files of the connection transcripts: paths below `vectors/`, and their full texts. */
export function buildTranscripts(): ReadonlyMap<string, string> {
  const file = { description, stream: nsid, transcripts: asJson(transcripts) }
  return new Map([
    ['transcripts.json', printJson(file)],
    ['schema/transcripts.schema.json', printJson(transcriptSchema)],
  ])
}

const description = [
  'What each side of some connections sends, in order. To try a client, play the server: answer each',
  'connection as it says, send the frames, and hold what the client asks for and hands out against the',
  'script. To try a server, prepare it as under "server", play the client, and hold the frames that come',
  'against those of the script: sequence numbers are its own, and it may send #cursor more often.',
].join(' ')
