/** What the program's exit codes mean. */
export const exitCode = {
  fine: 0,
  /**
   * The input is wrong, the output cannot be written or is lost on its way, `--check` found differences,
   * a change breaks somebody or there was nothing to compare, a server, a client or a message breaks a
   * rule, or a host refused what it was asked for or was not reached.
   */
  failure: 1,
  /** The program was called wrongly. */
  usage: 2,
} as const
