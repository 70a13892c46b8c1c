import type { Subprotocol } from '../frame/subprotocol.js'
import type { AuthHook } from './auth-hook.js'
import { checkNumbers, fromOne, fromZero, oneToMost } from './number-range.js'
import { checkSlotCount } from './slot-count.js'
import type { StoredFrame, StreamSource } from './stream-source.js'

/** How a stream is served. Numbers are integers from 1 on where nothing else is said. */
export interface MountSettings {
  /** Where its messages come from. */
  readonly source: StreamSource
  /** What can be negotiated, all three by default; the lexicon's default is always among it. */
  readonly subprotocols?: readonly Subprotocol[]
  /**
   * Who gets `#cursor` messages: every connection (the default, since clients must ignore what they
   * do not know), or only those that negotiated a v1 subprotocol.
   */
  readonly cursorMessages?: 'always' | 'v1'
  /**
   * After how many milliseconds without anything sequenced a live connection gets a `#cursor`: at
   * least so many, at most twice as many. 15,000 by default.
   */
  readonly cursorIntervalMs?: number
  /**
   * After how many messages of the log a `#cursor` goes out during a replay; 1,000 by default,
   * Infinity for never.
   */
  readonly cursorEvery?: number
  /**
   * How far a time-like cursor may lie beyond the server's clock, 0 or more milliseconds; 60,000 by
   * default.
   */
  readonly futureAllowanceMs?: number
  /** How many bytes of re-encoded frames are kept for each subprotocol, 0 or more; 8 MiB by default. */
  readonly maxEncodedBytes?: number
  /** How many bytes may wait in one connection before it stops reading the log; 1 MiB by default. */
  readonly highWaterBytes?: number
  /**
   * How many bytes a second a consumer has to take while it is behind because of its own slowness,
   * on the average of `minRateWindowMs`; one that takes fewer is dropped with `ConsumerTooSlow`. 0,
   * the default, drops consumers only when what they need is no longer retained.
   */
  readonly minBytesPerSecond?: number
  /** Over how long that is averaged, in milliseconds; 30,000 by default. */
  readonly minRateWindowMs?: number
  /** How many frames of the log a connection reads and sends at a time; 256 by default. */
  readonly batchFrames?: number
}

const ranges = {
  cursorIntervalMs: oneToMost,
  cursorEvery: fromOne,
  futureAllowanceMs: { ...fromZero, fractions: true },
  maxEncodedBytes: fromZero,
  highWaterBytes: fromOne,
  minBytesPerSecond: { from: 0, to: Number.MAX_SAFE_INTEGER, fractions: true },
  minRateWindowMs: oneToMost,
  batchFrames: oneToMost,
} as const

/** @throws RangeError where a number makes no sense, or the source's slots are no power of two */
export function checkMountSettings(settings: MountSettings): void {
  checkNumbers(settings, ranges)
  checkSlotCount(settings.source.slots)
}

/**
 * How a stream with parameters `P` is served; `A` is what `auth` answers, which has to stand before
 * `filter` for it to be inferred.
 */
export interface MountOptions<P, A = undefined> extends MountSettings {
  /** Says who is asking, before the upgrade. */
  readonly auth?: AuthHook<A>
  /**
   * What of the stream a connection gets, by the lexicon's own parameters (`shard` and `shardCount`
   * are seen to elsewhere); absent, or `undefined` as the answer, means everything. It may throw a
   * `ParamsError` or a `RefusalError`, which the client is told before the upgrade.
   */
  filter?(params: P, auth: NoInfer<A>): ((frame: StoredFrame) => boolean) | undefined
}
