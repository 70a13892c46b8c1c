/** How long to wait before connecting again. */
export interface BackoffOptions {
  /** The upper end of the first wait, in milliseconds; 500 by default. */
  readonly minMs?: number
  /** The upper end of all waits, in milliseconds; 30,000 by default. */
  readonly maxMs?: number
  /**
   * The lower end of a wait where the server wants to be left alone and does not say for how long, in
   * milliseconds; 5,000 by default, and never more than half of `maxMs`. Where a server does say for
   * how long, that comes on top of the wait that there would be without, up to a day together.
   */
  readonly laterMs?: number
  /** Numbers from 0 up to 1; `Math.random` by default. */
  readonly random?: () => number
}

/**
 * Full jitter: anywhere between nothing and an upper end that doubles with every failure, so that
 * the consumers of a host that comes back do not arrive together.
 *
 * @param failures how many attempts in a row have failed, 1 or more
 * @returns milliseconds
 */
export function backoffMs(failures: number, options: BackoffOptions = {}): number {
  const { minMs = 500, maxMs = 30_000, random = Math.random } = options
  return Math.round(random() * Math.min(maxMs, minMs * 2 ** (failures - 1)))
}

/**
 * Anywhere between `laterMs` and six times that: between 5 and 30 seconds, which is what the registry
 * of close codes asks for after a restart (1012).
 *
 * @returns milliseconds
 */
export function laterMs(options: BackoffOptions = {}): number {
  const { maxMs = 30_000, random = Math.random } = options
  const least = Math.min(options.laterMs ?? 5000, maxMs / 2)
  return Math.round(least + random() * (Math.min(maxMs, least * 6) - least))
}
