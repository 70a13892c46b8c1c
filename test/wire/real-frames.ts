import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { isAbsent, orSkipped, sharedPath } from './shared-data.js'

const path = 'firehose/frames.bin.zst'

/** Whether the real frames are not at hand, for `skipIf`. */
export const noRealFrames: boolean = isAbsent(path)

/** To end a test's title with: empty, or that the real frames are not at hand. */
export const orNoRealFrames: string = orSkipped(path)

/**
 * 150 consecutive frames of the public relay's `com.atproto.sync.subscribeRepos`, byte for byte:
 * 148 `#commit`, 1 `#identity`, 1 `#account`. None where they are not at hand.
 */
export const realFrames: readonly Uint8Array[] = noRealFrames ? [] : load()

/** The file is zstd over repeated `[u32 little-endian length][bytes]`. */
function load(): readonly Uint8Array[] {
  const packed = zstdDecompressSync(readFileSync(sharedPath(path)))
  const frames: Uint8Array[] = []
  for (let at = 0; at < packed.length;) {
    const start = at + 4
    at = start + packed.readUInt32LE(at)
    frames.push(new Uint8Array(packed.subarray(start, at)))
  }
  return frames
}
