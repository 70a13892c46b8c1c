import type { Refusal } from '../refusal.js'

/** How often handshakes were refused for one reason. */
export interface RefusalCount {
  /** The HTTP status; 0 for what a hook refused with a status that stands for no error. */
  readonly status: number
  /** The XRPC error name, or `other` for those that hooks make up. */
  readonly error: string
  readonly count: number
}

/** What is refused here, and by the functions that are there for hooks. */
const known: readonly (readonly [status: number, error: string])[] = [
  [400, 'InvalidRequest'],
  [400, 'InvalidShard'],
  [401, 'AuthenticationRequired'],
  [403, 'Forbidden'],
  [405, 'MethodNotAllowed'],
  [414, 'UriTooLong'],
  [426, 'UpgradeRequired'],
  [429, 'RateLimitExceeded'],
  [499, 'ClientGone'],
  [500, 'InternalServerError'],
  [501, 'MethodNotImplemented'],
  [503, 'NotEnoughResources'],
  [503, 'ServiceUnavailable'],
]

/** Whatever name a hook comes up with: names that follow the request would go on without end. */
const other = 'other'

/**
 * Counts refused handshakes by status and error name. There are at most as many counters as reasons
 * that the server itself has, and one more for each status.
 */
export class RefusalMeter {
  readonly #counts = new Map<string, number>()

  constructor() {
    for (const [status, error] of known) this.#counts.set(keyOf(status, error), 0)
  }

  count({ status, error }: Refusal): void {
    const key = keyOf(status, error)
    this.#increase(this.#counts.has(key) ? key : keyOf(errorStatus(status), other))
  }

  /** What was counted so far, the server's own reasons first, those at 0 included. */
  counted(): readonly RefusalCount[] {
    return [...this.#counts].map(([key, count]) => {
      const [status = '', error = ''] = key.split(' ')
      return { status: Number(status), error, count }
    })
  }

  #increase(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }
}

function keyOf(status: number, error: string): string {
  return `${status} ${error}`
}

function errorStatus(status: number): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 0
}
