/**
 * What follows from an error for whoever wants to go on with the stream.
 *
 * - `retry`: connect again, after a moment that grows with every failure;
 * - `wait`: connect again, but not before the server has said, or some seconds have passed: at once it
 *   would only get the same answer, and everybody else who was sent away comes at once, too;
 * - `give-up`: the same request will have the same answer.
 */
export type ErrorAction = 'retry' | 'wait' | 'give-up'

/**
 * What follows from the code that an open connection was closed with (RFC 6455, 7.4.1, and the
 * registry it founded).
 *
 * | code       | meaning                                         | action    |
 * |------------|-------------------------------------------------|-----------|
 * | 1000       | done; a stream never is, so the server restarts | `retry`   |
 * | 1001       | the server goes away, or the load moves         | `retry`   |
 * | 1002       | it cannot make sense of our WebSocket           | `give-up` |
 * | 1003       | it does not take this kind of data              | `give-up` |
 * | 1005, 1006 | no code, no closing handshake                   | `retry`   |
 * | 1007       | malformed data                                  | `give-up` |
 * | 1008       | a policy, such as a limit to connections        | `wait`    |
 * | 1009       | a message too large, for it or for us           | `give-up` |
 * | 1010       | it wants an extension                           | `give-up` |
 * | 1011       | it failed inside                                | `retry`   |
 * | 1012       | it restarts; come back in some seconds          | `wait`    |
 * | 1013       | it is overloaded; come back later               | `wait`    |
 * | 1014       | what stands before it got no good answer        | `retry`   |
 * | 1015       | no TLS                                          | `retry`   |
 * | 3000, 3003 | unauthorized, forbidden (registered)            | `give-up` |
 * | 3008       | it timed out waiting (registered)               | `retry`   |
 * | others     | known to nobody but the server                  | `retry`   |
 */
export function actionOfClose(code: number): ErrorAction {
  switch (code) {
    case 1002:
    case 1003:
    case 1007:
    case 1009:
    case 1010:
    case 3000:
    case 3003:
      return 'give-up'
    case 1008:
    case 1012:
    case 1013:
      return 'wait'
    default:
      return 'retry'
  }
}

/**
 * What follows from the HTTP status that a server refused the connection with.
 *
 * | status                | action                                                  |
 * |-----------------------|---------------------------------------------------------|
 * | none                  | `retry`: nobody answered, or the platform does not tell |
 * | 408, 425, 5xx         | `retry`; `wait` where the answer has a `Retry-After`    |
 * | 429, 503              | `wait`                                                  |
 * | 501, 505              | `give-up`: it cannot, and will not be able to           |
 * | others: 2xx, 3xx, 4xx | `give-up`: no stream here, or not for this request      |
 */
export function actionOfStatus(
  status: number | undefined,
  retryAfterMs: number | undefined,
): ErrorAction {
  if (status === undefined) return 'retry'
  if (status === 429 || status === 503) return 'wait'
  const isPassing = status === 408 || status === 425 || (status >= 500 && !isLasting(status))
  if (!isPassing) return 'give-up'
  return retryAfterMs === undefined ? 'retry' : 'wait'
}

function isLasting(status: number): boolean {
  return status === 501 || status === 505
}

/**
 * What follows from an error frame. `ConsumerTooSlow` leaves the consumer its place in the log, and
 * it has caught up with what it was sent by the time it reads this; the other names that do not end a
 * stream are XRPC's for what passes by itself. All others, `FutureCursor` say, are about the request.
 */
export function actionOfStreamError(error: string): ErrorAction {
  switch (error) {
    case 'ConsumerTooSlow':
    case 'InternalServerError':
    case 'UpstreamFailure':
    case 'UpstreamTimeout':
      return 'retry'
    case 'NotEnoughResources':
    case 'RateLimitExceeded':
      return 'wait'
    default:
      return 'give-up'
  }
}
