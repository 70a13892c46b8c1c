import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'

const capture = fileURLToPath(
  new URL('../../../shared/data/firehose/frames.bin.zst', import.meta.url),
)

/**
 * Consecutive frames of the public relay, where the capture is present beside the project: zstd of
 * repeated `[u32 little-endian length][bytes]`.
 */
export function readRealFrames(): readonly Uint8Array[] | undefined {
  if (!existsSync(capture)) return undefined
  const bytes = zstdDecompressSync(readFileSync(capture))
  const frames: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const start = at + 4
    at = start + bytes.readUInt32LE(at)
    frames.push(bytes.subarray(start, at))
  }
  return frames
}
