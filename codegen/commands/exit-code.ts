/** What the program's exit codes mean. */
export const exitCode = {
  fine: 0,
  /**
   * The input is wrong, the output folder cannot be written, `--check` found differences, or a change
   * breaks somebody.
   */
  failure: 1,
  /** The program was called wrongly. */
  usage: 2,
} as const
