/** What is known of one consumer of the demo at a moment. */
export interface ConsumerState {
  readonly name: string
  /** The wire format: asked for, then negotiated. */
  wire: string
  /** The sequence numbers of the messages that it has seen. */
  readonly seqs: Set<number>
  /** How many of them, encoded again, are the relay's bytes; absent where that cannot be told. */
  identical: number | undefined
  /** The position it could be resumed from. */
  cursor: number | undefined
  /** Where the stream ends, as the server said last; absent where it never says. */
  highestSeq: number | undefined
  /** The oldest seq that the server has. */
  lowestSeq: number | undefined
  live: boolean | undefined
  /** What went wrong. */
  error: string | undefined
}

/** A consumer that has not seen anything. */
export function newConsumer(name: string, wire: string): ConsumerState {
  return {
    name,
    wire,
    seqs: new Set(),
    identical: undefined,
    cursor: undefined,
    highestSeq: undefined,
    lowestSeq: undefined,
    live: undefined,
    error: undefined,
  }
}

/** How many messages a consumer is behind; absent where the server does not tell it. */
export function behind({ cursor, highestSeq }: ConsumerState): number | undefined {
  if (cursor === undefined || highestSeq === undefined) return undefined
  return Math.max(0, highestSeq - cursor)
}

/** How much of what the server has is consumed, from 0 to 1; absent where it does not tell. */
export function progress(consumer: ConsumerState): number | undefined {
  const { lowestSeq, highestSeq } = consumer
  const left = behind(consumer)
  if (left === undefined || lowestSeq === undefined || highestSeq === undefined) return undefined
  return 1 - left / (highestSeq - lowestSeq + 1)
}
