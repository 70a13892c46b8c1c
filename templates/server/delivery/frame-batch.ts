import type { StreamPosition } from '../../stream/position.js'
import type { OutgoingMessages } from './frame-socket.js'
import { frameMessages } from './web-socket-framing.js'

/** What a connection sends next, and where it stands then. */
export interface FrameBatch {
  /** The seq up to which the log was read: everything until there is in `outgoing`, or unwanted. */
  readonly upTo: number
  /** How many frames of the log were read. */
  readonly readFrames: number
  /** Absent where nothing of it is wanted. */
  readonly outgoing: OutgoingBatch | undefined
  readonly position: StreamPosition
  /** The state of the log: what says whether `position` is still the end. */
  readonly version: number
}

/** Messages that go out together, on any number of connections. */
export class OutgoingBatch implements OutgoingMessages {
  readonly messages: readonly Uint8Array[]
  readonly binary: boolean
  /** The size of the messages. */
  readonly bytes: number
  #framed: Buffer | undefined

  constructor(messages: readonly Uint8Array[], binary: boolean) {
    this.messages = messages
    this.binary = binary
    this.bytes = messages.reduce((sum, { length }) => sum + length, 0)
  }

  /** Made when it is asked for first, and the same for everyone. */
  get framed(): Buffer {
    this.#framed ??= frameMessages(this.messages, this.binary)
    return this.#framed
  }
}
