/** The sizes that are handed out are powers of two between these. */
const smallestBytes = 4 * 1024
const largestBytes = 8 * 1024 * 1024

/**
 * Memory for batches, used again when they have gone out: to ask for new memory for each, and to have
 * it collected, costs more than everything else that is done for a message.
 */
export class BatchMemory {
  readonly #maxBytes: number
  /** What is free, by size. */
  readonly #free = new Map<number, Buffer[]>()
  #freeBytes = 0

  /** @param maxBytes how much free memory is kept */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Memory of exactly so many bytes, whose content is arbitrary. */
  take(bytes: number): Buffer {
    const size = sizeFor(bytes)
    const whole = this.#free.get(size)?.pop()
    if (whole !== undefined) this.#freeBytes -= size
    return (whole ?? Buffer.allocUnsafeSlow(size)).subarray(0, bytes)
  }

  /** Takes memory back that nobody uses any more. */
  give(memory: Buffer): void {
    const size = memory.buffer.byteLength
    if (size > largestBytes || this.#freeBytes + size > this.#maxBytes) return
    const free = this.#free.get(size) ?? []
    free.push(Buffer.from(memory.buffer))
    this.#free.set(size, free)
    this.#freeBytes += size
  }
}

/** Beyond the largest size memory is as large as it has to be, and not used again. */
function sizeFor(bytes: number): number {
  if (bytes > largestBytes) return bytes
  return Math.max(smallestBytes, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))))
}
