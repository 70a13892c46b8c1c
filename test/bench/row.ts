/** Does its work once on each frame of the corpus. */
export type Pass = () => void

/** One comparison: the same work on the same frames by the project and by a peer. */
export interface Row {
  /** What is done. Rows with the same name time the same code of ours. */
  readonly name: string
  /** Who does the same, and how. */
  readonly peer: string
  /** How many times the peer's time ours has to be at least; undefined where the row only informs. */
  readonly goal: number | undefined
  readonly ours: Pass
  readonly theirs: Pass
  /**
   * Makes sure that both do their work and get the same result.
   *
   * @throws AssertionError where they do not
   */
  check(): void
}

/**
 * Where each pass leaves its last result, so that no optimizer can find the work useless. Whoever
 * keeps numbers adds them up first: storing each would allocate.
 */
export const kept: { result: unknown } = { result: undefined }
