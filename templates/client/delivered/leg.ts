import type { TypedMessage } from '../../stream/descriptor.js'

/** Where a {@link Leg} begins, in milliseconds of the stream's own time. */
export interface LegStart {
  /**
   * Everything that the host has after this comes on the leg; absent where that is not certain, say
   * because the host may not go back as far as it was asked to.
   */
  readonly startMs: number | undefined
  /** Where the subscription began; absent where that is not known. */
  readonly subscribedMs: number | undefined
  /** The safe position when the leg begins, where that is more than any `admit` was told. */
  readonly safeMs?: number | undefined
}

/** What one host sends from one starting point on. */
export interface Leg<M extends TypedMessage> {
  /**
   * Whether to hand out a sequenced message; remembers it if so.
   *
   * @param timeMs the message's place in the stream's own time
   * @param safeMs everything up to this was handed out, by the clock of one of the hosts. May go down
   *   again, when a leg takes over that is further behind.
   */
  admit(message: M, timeMs: number, safeMs: number): boolean
  /** Nothing more comes from it. */
  end(): void
}
