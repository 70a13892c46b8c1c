import type { BatchMemory } from './batch-memory.js'
import { OutgoingBatch } from './outgoing-batch.js'
import { headerSize, writeHeader } from './web-socket-framing.js'

/** How much memory is kept from one batch to the next. */
const keptBytes = 4 * 1024 * 1024
/** The header of almost every message; others are moved to where theirs ends. */
const usualHeader = 4

/**
 * Puts messages together as they go on the wire, in memory that is used for one batch after the
 * other: what is encoded into it has taken no memory of its own when the batch is complete.
 */
export class BatchBuilder {
  readonly #forBatches: BatchMemory
  #memory = Buffer.allocUnsafeSlow(64 * 1024)
  #end = 0
  /** Where each message starts and ends, by turns. */
  #places: number[] = []

  /** @param forBatches where the memory of complete batches comes from */
  constructor(forBatches: BatchMemory) {
    this.#forBatches = forBatches
  }

  /** Adds a message that is there. */
  add(message: Uint8Array, binary: boolean): void {
    this.#reserve(message.length)
    const start = this.#end + headerSize(message.length)
    this.#memory.set(message, start)
    this.#close(start, start + message.length, binary)
  }

  /**
   * Adds a message by having it written.
   *
   * @param encode writes it from `at` on and returns its end, or -1 where there is too little room;
   * what it throws leaves the batch as it was
   */
  addEncoded(encode: (into: Uint8Array, at: number) => number, binary: boolean): void {
    const start = this.#end + usualHeader
    this.#reserve(0)
    let end = encode(this.#memory, start)
    while (end === -1) {
      this.#reserve(this.#memory.length)
      end = encode(this.#memory, start)
    }
    const moved = this.#end + headerSize(end - start)
    this.#reserve(end - start)
    if (moved !== start) this.#memory.copyWithin(moved, start, end)
    this.#close(moved, moved + end - start, binary)
  }

  /** Completes the batch and starts another one. */
  take(binary: boolean): OutgoingBatch {
    const framed = this.#forBatches.take(this.#end)
    this.#memory.copy(framed, 0, 0, this.#end)
    const messages: Uint8Array[] = []
    for (let index = 0; index < this.#places.length; index += 2) {
      messages.push(framed.subarray(this.#places[index], this.#places[index + 1]))
    }
    this.#end = 0
    this.#places = []
    if (this.#memory.length > keptBytes) this.#memory = Buffer.allocUnsafeSlow(64 * 1024)
    return new OutgoingBatch(messages, binary, this.#forBatches, framed)
  }

  #close(start: number, end: number, binary: boolean): void {
    writeHeader(this.#memory, this.#end, binary, end - start)
    this.#places.push(start, end)
    this.#end = end
  }

  /** Makes room for a message of so many bytes, its header, and one that turns out longer. */
  #reserve(bytes: number): void {
    const needed = this.#end + bytes + 16
    if (needed <= this.#memory.length) return
    const memory = Buffer.allocUnsafeSlow(Math.max(needed, this.#memory.length * 2))
    this.#memory.copy(memory, 0, 0, this.#memory.length)
    this.#memory = memory
  }
}
