import { Subscription } from '@atproto/xrpc-server'

import { validateMessage } from '../../peers/atproto-sync.js'
import { IteratingReceiver } from './iterating-receiver.js'
import type { Subscribe } from './receiver.js'

/** `Subscription` of @atproto/xrpc-server, with the validation that @atproto/sync gives it. */
export const atprotoSubscription: Subscribe = ({ port, cursor, firstSeq }) => {
  const controller = new AbortController()
  const subscription = new Subscription({
    service: `ws://127.0.0.1:${port}`,
    method: 'com.atproto.sync.subscribeRepos',
    signal: controller.signal,
    getParams: () => (cursor === undefined ? {} : { cursor }),
    validate: validateMessage,
  })
  const messages = subscription[Symbol.asyncIterator]()
  return new IteratingReceiver(messages, firstSeq, () => messages.return())
}
