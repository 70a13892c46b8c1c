import type { SavedCursor } from './stores/cursor-store.js'
import { StartError } from './start-error.js'

/**
 * Where to start in a stream.
 *
 * - a number: strictly behind this seq, as a subscription or a `#cursor` message gave it;
 * - `oldest`: at the oldest message that the server retains;
 * - `live`: from now on;
 * - `since`: at a time, or so many milliseconds ago, or so long ago as `90s`, `5m`, `2h` or `1d`.
 *   Possible only where the sequence numbers tell the time: the host is asked
 *   (`com.atproto.stream.getStatus`) unless `seqScheme` says so. To say so is right, too, for hosts
 *   that count and take a time for a cursor all the same, as Jetstream does.
 */
export type Start =
  | number
  | 'oldest'
  | 'live'
  | { readonly since: Date | number | string; readonly seqScheme?: 'unix-micros' }

/** Where a subscription goes on from. */
export interface StartPoint {
  /** Strictly behind this seq; absent means from now on. */
  readonly cursor: number | undefined
  /** The sequence that the cursor belongs to, where that is known. */
  readonly sequenceId: string | undefined
  /** Whether the cursor was made from a time, so that the host's numbers may be of another kind. */
  readonly isTime?: boolean
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/**
 * Settles where to start.
 *
 * @param saved what the store has; it goes before `start`
 * @param schemeOfHost asks the host how it makes sequence numbers; undefined where it does not say
 * @throws StartError where `since` is no time, or the host's numbers tell none
 */
export async function startPoint(
  start: Start,
  saved: SavedCursor | undefined,
  schemeOfHost: () => Promise<string | undefined>,
  nowMs: number,
): Promise<StartPoint> {
  if (saved !== undefined) return { cursor: saved.cursor, sequenceId: saved.sequenceId }
  if (typeof start === 'number') return { cursor: start, sequenceId: undefined }
  if (start === 'oldest') return { cursor: 0, sequenceId: undefined }
  if (start === 'live') return { cursor: undefined, sequenceId: undefined }
  const sinceMs = timeOf(start.since, nowMs)
  const scheme = start.seqScheme ?? (await schemeOfHost())
  if (scheme === 'unix-micros') {
    return {
      cursor: Math.max(1, Math.round(sinceMs * 1000)),
      sequenceId: undefined,
      isTime: true,
    }
  }
  throw scheme === undefined ? unknownScheme() : tellsNoTime(scheme)
}

function timeOf(since: Date | number | string, nowMs: number): number {
  const ms = since instanceof Date ? since.getTime() : nowMs - durationMs(since)
  if (!Number.isFinite(ms)) throw new StartError('bad-time', `since: ${String(since)} is no time`)
  return ms
}

function durationMs(duration: number | string): number {
  if (typeof duration === 'number') return duration
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? []
  return Number(count ?? Number.NaN) * (unitMs.get(unit) ?? 1)
}

function unknownScheme(): StartError {
  const message =
    'since: the host does not say whether its sequence numbers tell the time; ' +
    "give seqScheme: 'unix-micros' if they do, or start from a cursor, 'oldest' or 'live'"
  return new StartError('unknown-scheme', message)
}

function tellsNoTime(scheme: string): StartError {
  const message =
    `since: the host's sequence numbers (${scheme}) do not tell the time; ` +
    "start from a cursor, 'oldest' or 'live'"
  return new StartError('no-time', message)
}
