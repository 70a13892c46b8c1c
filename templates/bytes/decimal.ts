/** The most characters that an integer takes: a sign and sixteen digits. */
export const MAX_DECIMAL = 17

const SPLIT = 100_000_000

/**
 * Writes an integer within ±(2^53-1) in decimal and returns the end. `into` must have
 * {@link MAX_DECIMAL} bytes of room. Sequence numbers are too large for the engine's small integers,
 * whose texts it makes fast: two halves are small enough.
 */
export function writeDecimal(value: number, into: Uint8Array, at: number): number {
  let start = at
  if (value < 0) into[start++] = 0x2d
  const absolute = Math.abs(value)
  const high = Math.floor(absolute / SPLIT)
  const low = absolute - high * SPLIT
  return high === 0
    ? writeDigits(low, into, start, 1)
    : writeDigits(low, into, writeDigits(high, into, start, 1), 8)
}

function writeDigits(value: number, into: Uint8Array, at: number, least: number): number {
  let digits = least
  for (let limit = 10 ** least; value >= limit; limit *= 10) digits++
  let rest = value | 0
  for (let i = at + digits - 1; i >= at; i--) {
    const next = (rest / 10) | 0
    into[i] = 0x30 + (rest - next * 10)
    rest = next
  }
  return at + digits
}
