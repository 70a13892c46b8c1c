import { backoffMs, laterMs, type BackoffOptions } from './backoff.js'
import { ConnectError, SubprotocolEchoError, type SubscribeError } from './subscribe-error.js'

/** No server is believed that wants to be left alone for longer: a day, in milliseconds. */
const longestMs = 24 * 60 * 60 * 1000

/**
 * How long to wait before connecting again.
 *
 * @param error why; its action is not `give-up`
 * @param failures how many attempts in a row have failed, 1 or more
 * @returns milliseconds, fit for a timer
 */
export function reconnectDelayMs(
  error: SubscribeError,
  failures: number,
  backoff: BackoffOptions | undefined,
): number {
  // It is known what to do otherwise, so that nothing has to get better by itself.
  if (error instanceof SubprotocolEchoError) return 0
  const askedMs = error instanceof ConnectError ? error.retryAfterMs : undefined
  // Everybody who was sent away was told the same moment: they are not to come back in the same one.
  if (askedMs !== undefined) return Math.min(askedMs + backoffMs(failures, backoff), longestMs)
  return error.action === 'wait' ? laterMs(backoff) : backoffMs(failures, backoff)
}
