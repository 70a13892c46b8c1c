import { stream } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'
import { ParamsError } from '../../generated/runtime/index.js'
import { isTid } from '../../generated/runtime/formats/tid.js'
import type { StreamServer } from '../../generated/runtime/server/index.js'
import type { ModEventFeed } from './mod-event-feed.js'
import { serviceAuth, type ServiceAuthOptions } from './service-auth.js'

/** The stream, whose lexicon does not say that a cursor is a TID: any other is refused with 400. */
const tidStream: typeof stream = {
  ...stream,
  params: {
    ...stream.params,
    parse: (query) => {
      const params = stream.params.parse(query)
      const { cursor } = params
      if (cursor !== undefined && !isTid(cursor)) throw new ParamsError('cursor', 'must be a TID')
      return params
    },
  },
}

/** The microseconds since the UNIX epoch that a TID tells. */
function microsOf(tid: string): number {
  let value = 0n
  for (const digit of tid)
    value = value * 32n + BigInt('234567abcdefghijklmnopqrstuvwxyz'.indexOf(digit))
  return Number(value >> 10n)
}

/**
 * Serves `chat.bsky.moderation.subscribeModEvents` to moderation services, who show who they are by
 * a service token. Where nothing is asked for, an event's place is its `rev`, a TID.
 */
export function mountModEvents(
  streams: StreamServer,
  feed: ModEventFeed,
  options: Omit<ServiceAuthOptions, 'nsid'>,
) {
  return streams.mountHandler(tidStream, {
    auth: serviceAuth({ ...options, nsid: stream.nsid }),
    handler: async function* ({ params, auth, signal, sendCursor, error }) {
      const newest = feed.newest ?? ''
      let rev = params.cursor ?? newest
      const tell = () => {
        const highest = feed.newest ?? ''
        sendCursor({
          cursor: microsOf(rev),
          highestSeq: Math.max(microsOf(highest), microsOf(rev)),
          live: rev >= highest,
          seqScheme: 'unix-micros',
        })
      }
      if (rev > newest && microsOf(rev) > (Date.now() + 60_000) * 1000) {
        throw error('FutureCursor', `${auth.did} asks for what comes after ${rev}`)
      }
      tell()
      let replaying = rev < newest
      for (;;) {
        const event = feed.after(rev)
        if (event !== undefined) {
          yield event
          rev = event.rev
        } else {
          if (replaying) tell()
          replaying = false
          await feed.changed(signal)
        }
      }
    },
  })
}
