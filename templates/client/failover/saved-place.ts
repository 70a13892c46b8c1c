import type { SavedCursor } from '../stores/cursor-store.js'
import type { Place } from './entry.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/**
 * Where a consumer was, by what it saved. When it was saved tells nothing of that: it may have been
 * far behind.
 *
 * @param names the hosts that there are now
 */
export function savedPlace(
  { cursor, host, streamTime = '', sequenceId }: SavedCursor,
  names: readonly string[],
): Place {
  // A position of which nobody said where it is of is one of the first host.
  const index = host === '' ? 0 : names.indexOf(host)
  const ms = isTimeLike(cursor) ? cursor / 1000 : Date.parse(streamTime)
  return {
    index: index === -1 ? undefined : index,
    host,
    cursor,
    sequenceId,
    ms: Number.isNaN(ms) ? undefined : ms,
  }
}
