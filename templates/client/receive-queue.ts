import type { SubscribeError } from './subscribe-error.js'

/** What waits to be consumed, in the order in which it came. */
export type Received =
  | { readonly kind: 'frame'; readonly frame: Uint8Array; readonly binary: boolean }
  /** The connection is over, and what came before were its last frames; the reason why. */
  | { readonly kind: 'end'; readonly error: SubscribeError | 'overflow' }

/** How many places there are at first: a power of two, as always. */
const fewestPlaces = 64

/**
 * Frames that were received and not consumed yet, undecoded, and how many bytes they are. It is a ring,
 * so that a consumer who keeps up makes no garbage by it.
 */
export class ReceiveQueue {
  #places = places(fewestPlaces)
  #head = 0
  #count = 0
  #bytes = 0

  /** The bytes of all frames that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(item: Received): void {
    if (this.#count === this.#places.length) this.#grow()
    this.#places[(this.#head + this.#count) & (this.#places.length - 1)] = item
    this.#count++
    if (item.kind === 'frame') this.#bytes += item.frame.length
  }

  /** Takes the oldest item; absent where there is none. */
  shift(): Received | undefined {
    const item = this.#places[this.#head]
    if (item === undefined) return undefined
    this.#places[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#places.length - 1)
    this.#count--
    if (item.kind === 'frame') this.#bytes -= item.frame.length
    return item
  }

  clear(): void {
    this.#places = places(fewestPlaces)
    this.#head = 0
    this.#count = 0
    this.#bytes = 0
  }

  #grow(): void {
    const before = this.#places
    this.#places = places(before.length * 2)
    for (let at = 0; at < before.length; at++) {
      this.#places[at] = before[(this.#head + at) & (before.length - 1)]
    }
    this.#head = 0
  }
}

function places(count: number): (Received | undefined)[] {
  return Array.from({ length: count }, () => undefined)
}
