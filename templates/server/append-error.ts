/** A frame that cannot become part of a log; nothing of its batch was appended. */
export class AppendError extends Error {
  override readonly name = 'AppendError'
  /**
   * - `not-sequenced`: it is no message with a seq.
   * - `seq-not-increasing`: its seq is not above the highest one.
   */
  readonly code: 'not-sequenced' | 'seq-not-increasing'

  constructor(code: AppendError['code'], detail: string) {
    super(detail)
    this.code = code
  }
}
