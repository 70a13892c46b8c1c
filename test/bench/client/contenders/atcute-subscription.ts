import { ComAtprotoSyncSubscribeRepos } from '@atcute/atproto'
import { FirehoseSubscription } from '@atcute/firehose'

import { IteratingReceiver } from './iterating-receiver.js'
import type { Subscribe } from './receiver.js'

/** `FirehoseSubscription` of @atcute/firehose, which validates, over the platform's WebSocket. */
export const atcuteSubscription: Subscribe = ({ port, cursor, firstSeq }) => {
  let failure: unknown
  const subscription = new FirehoseSubscription({
    service: `ws://127.0.0.1:${port}`,
    nsid: ComAtprotoSyncSubscribeRepos.mainSchema,
    params: cursor === undefined ? {} : { cursor },
    validateEvents: true,
    // A message that is not valid is missing afterwards, which fails the run with this.
    onError: (error) => {
      failure ??= error
    },
  })
  const messages = subscription[Symbol.asyncIterator]()
  return new IteratingReceiver(messages, firstSeq, async () => {
    await messages.return()
    if (failure !== undefined) throw failure
  })
}
