/** A row of a PDS's sequencer that cannot be sent. It stops the stream: a hole nobody would notice. */
export class RepoSeqError extends Error {
  override readonly name = 'RepoSeqError'
  /** The row's sequence number; absent where it is about no single row. */
  readonly seq: number | undefined

  constructor(seq: number | undefined, detail: string, options?: ErrorOptions) {
    super(seq === undefined ? detail : `repo_seq ${seq}: ${detail}`, options)
    this.seq = seq
  }
}
