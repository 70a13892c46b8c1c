/** A place below the output folder that must not or cannot be written. */
export interface Refusal {
  /** As shown to people: the output folder as it was given, then the path below it. */
  readonly path: string
  /** Why, and what to do about it. */
  readonly reason: string
}

/** The output folder cannot take the generated files, or cannot be read. */
export class OutFolderError extends Error {
  override readonly name = 'OutFolderError'
  /** All that is in the way, sorted by path. */
  readonly refusals: readonly Refusal[]
  /** Whether some files had been replaced already; otherwise nothing was written. */
  readonly partlyWritten: boolean

  constructor(
    refusals: readonly Refusal[],
    options: ErrorOptions & { readonly partlyWritten?: boolean } = {},
  ) {
    super(refusals.map(({ path, reason }) => `${path}: ${reason}`).join('\n'), options)
    this.refusals = refusals
    this.partlyWritten = options.partlyWritten ?? false
  }
}
