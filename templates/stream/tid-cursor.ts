const digits = '234567abcdefghijklmnopqrstuvwxyz'
const digitCount = 13
/** The highest clock identifier of a TID: whatever else was made in the same microsecond is before it. */
const lastClock = 1023n

/**
 * The TID that stands for a position where messages are ordered by TIDs, as in
 * `chat.bsky.moderation.subscribeModEvents`: what comes behind it is later than that microsecond.
 *
 * @param micros microseconds since the UNIX epoch, as `cursor` of a `#cursor` message has them; 0 is
 * the TID before all others
 * @throws RangeError where they are no integer from 0 to 2^53-1
 */
export function tidCursor(micros: number): string {
  if (!Number.isSafeInteger(micros) || micros < 0) {
    throw new RangeError(`${micros} is no number of microseconds from 0 to 2^53-1`)
  }
  let rest = micros === 0 ? 0n : (BigInt(micros) << 10n) | lastClock
  let tid = ''
  for (let at = 0; at < digitCount; at++) {
    tid = (digits[Number(rest & 31n)] ?? '') + tid
    rest >>= 5n
  }
  return tid
}
