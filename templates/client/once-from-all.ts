import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'

/** Something that was said on one connection and may be said on the others. */
interface Notice {
  readonly text: string
  readonly saidBy: Set<object>
}

/** So many of the newest are remembered. */
const maxNotices = 32

/** Finds out which messages without a seq say on one connection what was said on another. */
export class OnceFromAll<M extends TypedMessage> {
  readonly #descriptor: StreamDescriptor<unknown, M>
  readonly #notices: Notice[] = []

  constructor(descriptor: StreamDescriptor<unknown, M>) {
    this.#descriptor = descriptor
  }

  /**
   * Whether a message is new: said for the first time, or once more by the same one.
   *
   * @param by the connection that it came from
   */
  admit(message: M, by: object): boolean {
    const text = this.#textOf(message)
    if (text === undefined) return true
    const notice = this.#notices.find((known) => known.text === text && !known.saidBy.has(by))
    if (notice !== undefined) {
      notice.saidBy.add(by)
      return false
    }
    this.#notices.push({ text, saidBy: new Set([by]) })
    if (this.#notices.length > maxNotices) this.#notices.shift()
    return true
  }

  #textOf(message: M): string | undefined {
    try {
      return new TextDecoder().decode(this.#descriptor.codecs['xrpc.v1.json'].encode(message))
    } catch {
      // What was let in without its formats checked may not be fit to be sent.
      return undefined
    }
  }
}
