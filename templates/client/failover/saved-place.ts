import type { SavedCursor } from '../stores/cursor-store.js'
import type { Place } from './entry.js'
import { isTimeLike } from '../../stream/time-like-seq.js'

/**
 * Where a consumer was, by what it saved. When it was saved tells nothing of that: it may have been
 * far behind.
 *
 * @param isPlain whether a host by another name is taken for the same one
 */
export function savedPlace(
  { cursor, host, streamTime = '', sequenceId }: SavedCursor,
  names: readonly string[],
  isPlain: boolean,
): Place {
  const index = isPlain ? 0 : names.indexOf(host)
  const ms = isTimeLike(cursor) ? cursor / 1000 : Date.parse(streamTime)
  return {
    index: index === -1 ? undefined : index,
    host,
    cursor,
    sequenceId,
    ms: Number.isNaN(ms) ? undefined : ms,
  }
}
