/** A frame that a source should not have given: its `read` is at fault, or what it reads from. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  /**
   * - `seq-repeated`: its seq is not above where the read was to start, or is that of the frame
   *   before it. It is not sent again; connections end with 1011 only where a read gives nothing
   *   else although there is more.
   * - `seq-descending`: its seq is below that of the frame before it. Connections end with 1011.
   * - `slot-unknown`: it is in none of the source's slots. It is sent to every shard.
   */
  readonly code: 'seq-repeated' | 'seq-descending' | 'slot-unknown'
  /** The NSID of the stream. */
  readonly stream: string
  /** The seq of the frame. */
  readonly seq: number

  constructor(code: SourceError['code'], stream: string, seq: number, detail: string) {
    super(`${stream}: the source read seq ${seq} ${detail}`)
    this.code = code
    this.stream = stream
    this.seq = seq
  }
}
