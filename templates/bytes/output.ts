import { EncodeError } from '../errors.js'
import { allocateAlone } from './allocate.js'

/** Largest frame that is written, in bytes; far above what any stream sends. */
export const MAX_OUTPUT = 64 * 1024 * 1024

/** Frames are cut from a slab of this size one after the other; larger ones get one of their own. */
const SLAB_SIZE = 128 * 1024

/**
 * Where encoders write. A frame is written in place, at the end of the one before it, and handed out
 * as a view: holding one frame holds its slab, as it does with Node's own `Buffer` pool.
 */
export class Output {
  /** The slab; another one after `reserve`. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  /** Where the frame starts; it moves when a slab is full. */
  start = 0
  /** Where the next byte goes. */
  pos = 0

  /** Makes sure that `size` more bytes fit, and returns the slab. */
  reserve(size: number): Uint8Array<ArrayBuffer> {
    return this.pos + size <= this.bytes.length ? this.bytes : this.grow(size)
  }

  private grow(size: number): Uint8Array<ArrayBuffer> {
    const written = this.pos - this.start
    const needed = written + size
    if (needed > MAX_OUTPUT) {
      throw new EncodeError('too-large', `a frame is larger than ${MAX_OUTPUT} bytes`)
    }
    const slab = allocateAlone(Math.max(SLAB_SIZE, needed > SLAB_SIZE / 4 ? needed * 2 : 0))
    slab.set(this.bytes.subarray(this.start, this.pos))
    this.bytes = slab
    this.start = 0
    this.pos = written
    return slab
  }

  /** Starts a frame, over whatever a failed one left. */
  reset(): void {
    this.pos = this.start
  }

  /**
   * Copies the frame to where there is memory for it, after which its own is free for the next one.
   * Returns its end in `into`, or -1 where there is too little room from `at` on.
   */
  moveInto(into: Uint8Array, at: number): number {
    const end = at + this.pos - this.start
    if (end <= into.length) into.set(this.bytes.subarray(this.start, this.pos), at)
    if (this.bytes.length > SLAB_SIZE) this.take()
    else this.reset()
    return end <= into.length ? end : -1
  }

  /** The frame, which is no longer part of what will be written to. */
  take(): Uint8Array<ArrayBuffer> {
    const frame = new Uint8Array(this.bytes.buffer, this.start, this.pos - this.start)
    this.start = this.pos
    // A slab made for one large frame is not for small ones to hold.
    if (this.bytes.length > SLAB_SIZE) {
      this.bytes = new Uint8Array(0)
      this.start = 0
      this.pos = 0
    }
    return frame
  }
}
