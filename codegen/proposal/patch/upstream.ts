/** Where the documents are read that a patch is to be made against. */
export interface Upstream {
  /** What the documents are, for readers of the proposal; without paths of this machine. */
  readonly source: string
  /**
   * Whether the texts are not the published ones, but laid out again from what a package exports:
   * a patch may then not fit the published ones line by line.
   */
  readonly laidOutAgain: boolean
  /** The full text of a document; absent where upstream has none of that NSID. */
  readonly textOf: (nsid: string) => Promise<string | undefined>
}

/** Upstream's documents cannot be read. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
}
