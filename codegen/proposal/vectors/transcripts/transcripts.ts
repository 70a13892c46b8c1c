import { coreTranscripts } from './core-transcripts.js'
import { cursorTranscripts } from './cursor-transcripts.js'
import { encodingTranscripts } from './encoding-transcripts.js'
import { frameTranscripts } from './frame-transcripts.js'
import type { Transcript } from './transcript.js'

/** The connection transcripts that any client and server can be held to, in their order. */
export const transcripts: readonly Transcript[] = [
  ...coreTranscripts,
  ...frameTranscripts,
  ...encodingTranscripts,
  ...cursorTranscripts,
]
