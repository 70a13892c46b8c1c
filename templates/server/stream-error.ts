/**
 * Thrown by a handler to end its connection with an error frame, and with close code 1008. `E` are
 * the error names of the stream's lexicon.
 */
export class StreamError<E extends string = string> extends Error {
  override readonly name = 'StreamError'
  /** The error's name, which is also the reason of the close frame. */
  readonly error: E

  constructor(error: E, message: string) {
    super(message)
    this.error = error
  }
}
