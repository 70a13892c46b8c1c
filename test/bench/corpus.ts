import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'

import { makeFrames } from './synthetic-frames.js'

/** The frames that everything is timed on. */
export interface Corpus {
  /** Frames of `com.atproto.sync.subscribeRepos` in `xrpc.v0.cbor`. */
  readonly frames: readonly Buffer[]
  /** Where they are from, for the report. */
  readonly origin: string
}

const captured = join(import.meta.dirname, '../../../shared/data/firehose/frames.bin.zst')

/** Frames captured from the public relay where they are present, otherwise frames made here. */
export async function loadCorpus(synthetic: boolean): Promise<Corpus> {
  const compressed = synthetic ? undefined : await readCaptured()
  if (compressed !== undefined) {
    const frames = splitFrames(zstdDecompressSync(compressed))
    return { frames, origin: `${frames.length} frames captured from the public relay` }
  }
  const frames = await makeFrames()
  const why = synthetic ? '' : ', since the captured frames are not here'
  return { frames, origin: `${frames.length} frames made and signed for the occasion${why}` }
}

async function readCaptured(): Promise<Buffer | undefined> {
  try {
    return await readFile(captured)
  } catch {
    return undefined
  }
}

/** Repeated `[u32 little-endian length][bytes]`. */
function splitFrames(archive: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < archive.length;) {
    const start = at + 4
    const end = start + archive.readUInt32LE(at)
    frames.push(Buffer.from(archive.subarray(start, end)))
    at = end
  }
  return frames
}

/** The corpus in pieces of `size` frames. */
export function piecesOf(corpus: Corpus, size: number): Corpus[] {
  const pieces: Corpus[] = []
  for (let at = 0; at < corpus.frames.length; at += size) {
    pieces.push({ ...corpus, frames: corpus.frames.slice(at, at + size) })
  }
  return pieces
}
