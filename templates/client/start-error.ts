import { SubscribeError } from './subscribe-error.js'

/** A subscription cannot start where it was asked to. */
export class StartError extends SubscribeError {
  override readonly name = 'StartError'
  /**
   * - `bad-time`: it is no time and no duration.
   * - `no-time`: the host's sequence numbers do not tell the time.
   * - `unknown-scheme`: the host does not say whether they do.
   */
  readonly code: 'bad-time' | 'no-time' | 'unknown-scheme'

  constructor(code: StartError['code'], message: string) {
    super(message)
    this.code = code
  }
}
