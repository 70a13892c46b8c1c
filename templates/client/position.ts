import type { Subprotocol } from '../frame/subprotocol.js'

/** How far a consumer is behind the end of its stream; each as far as it is known. */
export interface Behind {
  /** Messages that are left to be handed out, up to `highestSeq`. */
  readonly messages: number | undefined
  /** The bytes of these, as the server stores them. */
  readonly bytes: number | undefined
  /** The age of the position: how much of the stream's time is left. */
  readonly seconds: number | undefined
}

/** How a replay of stored messages gets on. */
export interface Backfill {
  /** From 0 at its start to 1 at the end of the stream. */
  readonly progress: number
  /** How many messages a second come through, on the average of some seconds. */
  readonly messagesPerSecond: number | undefined
  /** When it is over at this pace, in seconds from now. */
  readonly secondsLeft: number | undefined
}

/**
 * Where a subscription is: what the host says in `#cursor` messages, brought up to date with what
 * came since.
 */
export interface Position {
  /** Everything up to this seq has been handed out; absent while nothing is known. */
  readonly cursor: number | undefined
  /** The highest seq that the stream is known to have. */
  readonly highestSeq: number | undefined
  /** The oldest seq that the host can still replay. */
  readonly lowestSeq: number | undefined
  /**
   * Whether messages are new ones rather than replayed; absent while not connected, and where that
   * cannot be known.
   */
  readonly live: boolean | undefined
  readonly behind: Behind
  /** Present while messages are replayed. */
  readonly backfill: Backfill | undefined
  /** How the host makes sequence numbers: `counter`, `unix-micros`, or something new. */
  readonly seqScheme: string | undefined
  /** The opaque name of the sequence. */
  readonly sequenceId: string | undefined
  /** `relay.example` or `relay.example:8080`. */
  readonly host: string
  /** The wire format of the connection; absent while there is none. */
  readonly subprotocol: Subprotocol | undefined
  /**
   * Whether this is made out from the messages alone (sequence numbers and `time` fields that tell the
   * time), since the host sends no `#cursor`.
   */
  readonly inferred: boolean
}
