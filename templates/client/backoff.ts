/** How long to wait before connecting again. */
export interface BackoffOptions {
  /** The upper end of the first wait, in milliseconds; 500 by default. */
  readonly minMs?: number
  /** The upper end of all waits, in milliseconds; 30,000 by default. */
  readonly maxMs?: number
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
