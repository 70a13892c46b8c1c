import type { SubscribeError } from './subscribe-error.js'

/** What waits to be consumed, in the order in which it came. */
export type Received =
  | { readonly kind: 'frame'; readonly frame: Uint8Array; readonly binary: boolean }
  /** The connection is over, and what came before were its last frames; the reason why. */
  | { readonly kind: 'end'; readonly error: SubscribeError | 'overflow' }

/** Frames that were received and not consumed yet, undecoded, and how many bytes they are. */
export class ReceiveQueue {
  #items: (Received | undefined)[] = []
  #head = 0
  #bytes = 0

  /** The bytes of all frames that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(item: Received): void {
    this.#items.push(item)
    if (item.kind === 'frame') this.#bytes += item.frame.length
  }

  /** Takes the oldest item; absent where there is none. */
  shift(): Received | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#items[this.#head++] = undefined
    if (item.kind === 'frame') this.#bytes -= item.frame.length
    // Moving what is left pays once the emptied places outnumber it: constant time per item.
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  clear(): void {
    this.#items = []
    this.#head = 0
    this.#bytes = 0
  }
}
