import type { FailoverOptions } from './failover-options.js'

/** {@link FailoverOptions} as they are gone by. */
export interface FailoverLimits {
  readonly rollbackMs: number
  /** By how much the times of a message may differ between two hosts. */
  readonly skewMs: number
  readonly maxRemembered: number
  readonly maxFailures: number
  readonly connectWithinMs: number
  readonly checkIntervalMs: number
  readonly silenceMs: number
  readonly parallel: number
}

/**
 * Fills in what is not given.
 *
 * @throws RangeError where a number makes no sense
 */
export function failoverLimits(options: FailoverOptions = {}): FailoverLimits {
  const { rollbackMs = 60_000, maxRemembered = 250_000, maxFailures = 3 } = options
  const { connectWithinMs = 20_000, checkIntervalMs = 15_000, silenceMs = Infinity } = options
  const { parallel = 1 } = options
  const limits = {
    rollbackMs,
    skewMs: rollbackMs / 3,
    maxRemembered,
    maxFailures,
    connectWithinMs: timerMs(connectWithinMs),
    checkIntervalMs: timerMs(checkIntervalMs),
    silenceMs: timerMs(silenceMs),
    parallel,
  }
  const isWhole = { maxRemembered, maxFailures, parallel }
  for (const [name, value] of Object.entries(isWhole)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`failover.${name}: ${value} is not an integer from 1 on`)
    }
  }
  for (const [name, value] of Object.entries({ connectWithinMs, checkIntervalMs, silenceMs })) {
    if (!(value > 0)) throw new RangeError(`failover.${name}: ${value} is not above 0`)
  }
  if (!(rollbackMs >= 0 && rollbackMs < Infinity)) {
    throw new RangeError(`failover.rollbackMs: ${rollbackMs} is not a number from 0 on`)
  }
  return limits
}

/** Timers go no further than 24 days: who wants more means never. */
function timerMs(ms: number): number {
  return ms > 0x7fffffff ? Infinity : ms
}
