import { makeFrames } from '../demo/made-frames.js'
import { readRealFrames } from '../demo/real-frames.js'

/** How many frames are made where there are no captured ones. */
const madeFrames = 60

/** The frames that a soak publishes over and over. */
export interface Corpus {
  /** In `xrpc.v0.cbor`. */
  readonly frames: readonly Uint8Array[]
  /** Where they are from, for the report. */
  readonly origin: string
}

/** Captured frames where they are present, otherwise frames made here. */
export async function loadCorpus(): Promise<Corpus> {
  const frames = readRealFrames()
  if (frames !== undefined) {
    return { frames, origin: `${frames.length} frames captured from the public relay` }
  }
  const made = await makeFrames(madeFrames)
  return {
    frames: made,
    origin: `${made.length} frames made here (the captured ones are not here)`,
  }
}
