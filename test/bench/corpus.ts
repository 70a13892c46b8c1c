import { readRealFrames } from '../demo/real-frames.js'
import { makeFrames } from './synthetic-frames.js'

/** The frames that everything is timed on. */
export interface Corpus {
  /** Frames of `com.atproto.sync.subscribeRepos` in `xrpc.v0.cbor`, each in memory of its own. */
  readonly frames: readonly Buffer[]
  /** Where they are from, for the report. */
  readonly origin: string
}

/** Frames captured from the public relay where they are present, otherwise frames made here. */
export async function loadCorpus(synthetic: boolean): Promise<Corpus> {
  const captured = synthetic ? undefined : readRealFrames()
  if (captured !== undefined) {
    const frames = captured.map((frame) => Buffer.from(frame))
    return { frames, origin: `${frames.length} frames captured from the public relay` }
  }
  const frames = await makeFrames()
  const why = synthetic ? '' : ' (the captured ones are not here)'
  return { frames, origin: `${frames.length} frames made and signed for this run${why}` }
}
