import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Subprotocol } from '../../../../generated/runtime/index.js'

/** What one connection has received. */
export interface TallyCounts {
  readonly subprotocol: Subprotocol
  /** Messages of the stream, those with a seq. */
  readonly messages: number
  /** The bytes of those, WebSocket headers not counted. */
  readonly bytes: number
  /** Messages about the connection: `#cursor`. */
  readonly notices: number
}

const cursorType = `${stream.nsid}#cursor`

/**
 * Counts what one connection receives: message number n must have the seq `firstSeq` + n, which is
 * looked at in every payload that is there.
 */
export class Tally {
  readonly subprotocol: Subprotocol
  readonly #firstSeq: number
  #messages = 0
  #bytes = 0
  #notices = 0

  constructor(subprotocol: Subprotocol, firstSeq: number) {
    this.subprotocol = subprotocol
    this.#firstSeq = firstSeq
  }

  /** How many messages of the stream there were. */
  get messages(): number {
    return this.#messages
  }

  get counts(): TallyCounts {
    const { subprotocol } = this
    return { subprotocol, messages: this.#messages, bytes: this.#bytes, notices: this.#notices }
  }

  /**
   * Counts a message. Without a payload it is taken for one of the stream.
   *
   * @returns whether it is one
   * @throws Error where it is not the one that is due
   */
  add(length: number, binary: boolean, payload: Uint8Array | undefined): boolean {
    const codec = stream.codecs[this.subprotocol]
    if (binary !== codec.binary) throw new Error('text and binary messages are mixed up')
    if (payload !== undefined) {
      const { kind, type, seq } = codec.peek(payload)
      if (kind === 'message' && type === cursorType) {
        this.#notices++
        return false
      }
      const due = this.#firstSeq + this.#messages
      if (seq !== due) throw new Error(`seq ${due} was due, got ${type ?? kind} ${seq ?? ''}`)
    }
    this.#messages++
    this.#bytes += length
    return true
  }
}
