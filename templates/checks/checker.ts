/** How a value breaks its schema; each is a code of `DecodeError` and of `EncodeError` as well. */
export type CheckCode = 'out-of-range' | 'bad-length' | 'bad-format' | 'not-allowed'

/** Something that reads or writes a value and can say where in it a check failed. */
export interface Checker {
  /** Whether string formats are checked; false in the mode for trusted upstreams. */
  readonly formats: boolean

  /**
   * Throws the reader's or the writer's own error for the place where it stands. `detail` reads on
   * after the name of that place and a colon, such as `must be at most 64, not 65`.
   */
  fail(code: CheckCode, detail: string): never
}
