import type { BatchMemory } from './batch-memory.js'
import { frameMessages, framedSize } from './web-socket-framing.js'

/**
 * Messages that go out together, on any number of connections.
 *
 * Whoever uses its memory beyond the current turn of the event loop holds the batch until it is done;
 * when nobody holds it any more the memory is used for another one. A batch that nobody ever lets go
 * of is collected like everything else.
 */
export class OutgoingBatch {
  readonly messages: readonly Uint8Array[]
  /** Whether they are binary WebSocket messages rather than text ones. */
  readonly binary: boolean
  /** The size of the messages. */
  readonly bytes: number
  readonly #memory: BatchMemory | undefined
  #framed: Buffer | undefined
  #holders = 1

  /**
   * Made by whoever holds it first.
   *
   * @param memory where the memory for the wire comes from, and goes back to
   * @param framed the messages as they go on the wire, if that is there already, in such memory
   */
  constructor(
    messages: readonly Uint8Array[],
    binary: boolean,
    memory?: BatchMemory,
    framed?: Buffer,
  ) {
    this.messages = messages
    this.binary = binary
    this.#memory = memory
    this.#framed = framed
    this.bytes = messages.reduce((sum, { length }) => sum + length, 0)
  }

  /** The messages as they go on the wire: made when asked for first, and the same for everyone. */
  get framed(): Buffer {
    if (this.#framed === undefined) {
      const size = framedSize(this.messages)
      // Not from Node's pool, where a small piece that is kept keeps its neighbours' memory too.
      const out = this.#memory?.take(size) ?? Buffer.allocUnsafeSlow(size)
      this.#framed = frameMessages(this.messages, this.binary, out)
    }
    return this.#framed
  }

  /** Keeps the memory as it is until it is let go of. */
  hold(): void {
    this.#holders++
  }

  /** Ends what {@link hold}, or the making of the batch, began. */
  letGo(): void {
    if (--this.#holders > 0) return
    const framed = this.#framed
    this.#framed = undefined
    if (framed !== undefined) this.#memory?.give(framed)
  }
}
