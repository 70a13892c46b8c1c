import { EncodeError } from '../errors.js'

/** Largest frame that is written, in bytes; far above what any stream sends. */
export const MAX_OUTPUT = 64 * 1024 * 1024

/** Output beyond this size does not stay allocated for the next frame. */
const KEPT_OUTPUT = 1024 * 1024

/**
 * A growing byte array that encoders write into. One is kept and reused from frame to frame: what
 * leaves it is a copy of the exact size.
 */
export class Output {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(16 * 1024)
  pos = 0

  /** Makes sure that `size` more bytes fit, and returns the array, which may be a new one. */
  reserve(size: number): Uint8Array<ArrayBuffer> {
    const needed = this.pos + size
    if (needed <= this.bytes.length) return this.bytes
    if (needed > MAX_OUTPUT) {
      throw new EncodeError('too-large', `a frame is larger than ${MAX_OUTPUT} bytes`)
    }
    const grown = new Uint8Array(Math.min(MAX_OUTPUT, Math.max(needed, this.bytes.length * 2)))
    grown.set(this.bytes.subarray(0, this.pos))
    this.bytes = grown
    return grown
  }

  /** Starts over. */
  reset(): void {
    this.pos = 0
    if (this.bytes.length > KEPT_OUTPUT) this.bytes = new Uint8Array(16 * 1024)
  }
}
