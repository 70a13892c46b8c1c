import type { Subprotocol } from '../frame/subprotocol.js'
import { Transcoder } from './transcoder.js'

const transcoders = new Map<string, Transcoder>()

/** Streams are few; a caller that makes names up gets a transcoder that is not kept. */
const MAX_KEPT = 64

function transcoderOf(nsid: string): Transcoder {
  const kept = transcoders.get(nsid)
  if (kept !== undefined) return kept
  const made = new Transcoder(nsid)
  if (transcoders.size < MAX_KEPT) transcoders.set(nsid, made)
  return made
}

/**
 * A frame of the stream `nsid` in another subprotocol; see {@link Transcoder}.
 *
 * @throws DecodeError
 */
export function transcode(
  frame: Uint8Array,
  from: Subprotocol,
  to: Subprotocol,
  nsid: string,
): Uint8Array {
  return transcoderOf(nsid).transcode(frame, from, to)
}
