/**
 * Why the server ended a connection.
 *
 * - `consumer-too-slow`: it fell out of the window, below the least rate, or had no room in time.
 * - `future-cursor`: it asked for what was never assigned.
 * - `source-failed`: the log, or the handler, failed.
 * - `stream-error`: a handler ended it with an error of the lexicon.
 * - `too-many-incoming`: the client sent more than a client may.
 * - `dead-peer`: pings were not answered.
 * - `server-closing`: the server went away.
 */
export type DropReason =
  | 'consumer-too-slow'
  | 'future-cursor'
  | 'source-failed'
  | 'stream-error'
  | 'too-many-incoming'
  | 'dead-peer'
  | 'server-closing'

/** All of them, for counters that are to be there before the first one happens. */
export const dropReasons: readonly DropReason[] = [
  'consumer-too-slow',
  'future-cursor',
  'source-failed',
  'stream-error',
  'too-many-incoming',
  'dead-peer',
  'server-closing',
]
