import { SubscribeError } from '../subscribe-error.js'

/**
 * The host that a subscription was on has to be left, or is not among the hosts any more, every other
 * one was reached, and there is none on which it could go on without skipping messages. `cause` is why
 * the host was left.
 */
export class FailoverError extends SubscribeError {
  override readonly name = 'FailoverError'
  /**
   * What is the matter with the first of the other hosts:
   *
   * - `unknown-time`: it is not known at what time the consumer was: neither sequence numbers nor
   *   `time` fields told.
   * - `no-time`: its sequence numbers do not tell the time, or it does not say that they do.
   * - `gap`: it does not, or no longer, have all that would have to be sent again.
   */
  readonly code: 'unknown-time' | 'no-time' | 'gap'
  /** The host that this is about, as `relay.example` or `relay.example:8080`. */
  readonly host: string

  /** @param home the host that a saved position is of, where that is not among the hosts any more */
  constructor(code: FailoverError['code'], host: string, cause: unknown, home?: string) {
    const moved = home === undefined ? '' : `; the saved position is of ${home}`
    super(`${host}: ${details[code]}${moved}; nothing was skipped: say where to go on`, { cause })
    this.code = code
    this.host = host
  }
}

const details: Readonly<Record<FailoverError['code'], string>> = {
  'unknown-time': 'it is not known from which time on messages are missing',
  'no-time': 'the host does not say that its sequence numbers tell the time',
  gap: 'the host does not have all of the messages that are missing',
}
