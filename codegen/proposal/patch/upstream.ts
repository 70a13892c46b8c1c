/** Where the documents are read that a patch is to be made against. */
export interface Upstream {
  /** What the documents are, for readers of the proposal; without paths of this machine. */
  readonly source: string
  /** The full text of a document; absent where upstream has none of that NSID. */
  readonly textOf: (nsid: string) => Promise<string | undefined>
}

/** Upstream's documents cannot be read. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
}
