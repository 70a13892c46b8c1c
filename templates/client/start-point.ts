import type { HostScheme } from './host-scheme.js'
import type { SavedCursor } from './stores/cursor-store.js'
import { StartError } from './start-error.js'

/**
 * Where to start in a stream.
 *
 * - a number: strictly behind this seq, as a subscription or a `#cursor` message gave it;
 * - `oldest`: at the oldest message that the server retains;
 * - `live`: from now on;
 * - `since`: at a time, or so many milliseconds ago, or so long ago as `90s`, `5m`, `2h` or `1d`.
 *   Possible where the sequence numbers tell the time: the host is asked
 *   (`com.atproto.stream.getStatus`, or else the first `#cursor`) unless `seqScheme` says so. To say
 *   so is right, too, for hosts that count and take a time for a cursor all the same, as Jetstream
 *   does. For other hosts that count, `saved` helps.
 */
export type Start = number | 'oldest' | 'live' | StartSince

/** To start at a time. */
export interface StartSince {
  /** A duration is counted back from what the host's clock reads, where it says so. */
  readonly since: Date | number | string
  /** How the numbers are made, so that the host need not be asked. */
  readonly seqScheme?: 'unix-micros'
  /**
   * Positions that were saved on this host, by which a number is found where numbers tell no time: the
   * last one that was reached by then. What came between it and the time comes, too.
   */
  readonly saved?: readonly SavedCursor[]
}

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
 * @param askHost asks the host how it makes sequence numbers; undefined where it does not say
 * @throws StartError where `since` is no time, or nothing tells which number that is
 */
export async function startPoint(
  start: Start,
  saved: SavedCursor | undefined,
  askHost: () => Promise<HostScheme | undefined>,
  nowMs: number,
): Promise<StartPoint> {
  if (saved !== undefined) return { cursor: saved.cursor, sequenceId: saved.sequenceId }
  if (typeof start === 'number') return { cursor: start, sequenceId: undefined }
  if (start === 'oldest') return { cursor: 0, sequenceId: undefined }
  if (start === 'live') return { cursor: undefined, sequenceId: undefined }
  timeOf(start.since, nowMs)
  const host =
    start.seqScheme === undefined
      ? await askHost()
      : { seqScheme: start.seqScheme, timeMs: undefined }
  const sinceMs = timeOf(start.since, host?.timeMs ?? nowMs)
  if (host?.seqScheme === 'unix-micros') {
    return {
      cursor: Math.max(1, Math.round(sinceMs * 1000)),
      sequenceId: undefined,
      isTime: true,
    }
  }
  const reached = lastReachedBy(sinceMs, start.saved ?? [])
  if (reached !== undefined) return { cursor: reached.cursor, sequenceId: reached.sequenceId }
  throw host === undefined ? unknownScheme() : tellsNoTime(host.seqScheme)
}

/** Of some positions, the last one behind which nothing is older than a time. */
function lastReachedBy(sinceMs: number, saved: readonly SavedCursor[]): SavedCursor | undefined {
  let last: SavedCursor | undefined
  for (const position of saved) {
    // By the time that a position was saved at the latest, all up to it had been made.
    const ms = Date.parse(position.streamTime ?? position.time)
    if (ms <= sinceMs && position.cursor >= (last?.cursor ?? 0)) last = position
  }
  return last
}

/** @throws StartError where it is no time */
function timeOf(since: Date | number | string, nowMs: number): number {
  const ms = since instanceof Date ? since.getTime() : nowMs - durationMs(since)
  if (!Number.isSafeInteger(Math.round(ms * 1000)))
    throw new StartError('bad-time', `since: ${String(since)} is no time`)
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
    "give seqScheme: 'unix-micros' if they do, or saved positions, " +
    "or start from a cursor, 'oldest' or 'live'"
  return new StartError('unknown-scheme', message)
}

function tellsNoTime(scheme: string): StartError {
  const message =
    `since: the host's sequence numbers (${scheme}) do not tell the time; ` +
    "give positions that were saved before it, or start from a cursor, 'oldest' or 'live'"
  return new StartError('no-time', message)
}
