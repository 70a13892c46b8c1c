import { platformBuffer } from './platform-buffer.js'

/** Encoded frames of up to this size share an allocation. */
const SHARED_MAX = 16 * 1024
const SLAB_SIZE = 256 * 1024

let slab = /* @__PURE__ */ new Uint8Array(0)
let used = 0

/** Memory whose content is arbitrary: clearing what is overwritten at once is half its cost. */
export function allocateAlone(size: number): Uint8Array<ArrayBuffer> {
  return platformBuffer === undefined
    ? new Uint8Array(size)
    : new Uint8Array(platformBuffer.allocUnsafeSlow(size).buffer)
}

/**
 * A byte array of arbitrary content that the caller overwrites at once. Small ones are cut from a
 * common slab of 256 kB, as Node's own `Buffer` pool does: holding one of them holds the slab.
 */
export function allocate(size: number): Uint8Array<ArrayBuffer> {
  if (size > SHARED_MAX) return allocateAlone(size)
  if (used + size > slab.length) {
    slab = allocateAlone(SLAB_SIZE)
    used = 0
  }
  const bytes = new Uint8Array(slab.buffer, used, size)
  used += size
  return bytes
}

/** A copy of `bytes[start, end)` made by {@link allocate}. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  const copy = allocate(end - start)
  copy.set(bytes.subarray(start, end))
  return copy
}
