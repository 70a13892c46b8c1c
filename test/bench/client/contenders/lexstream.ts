import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from '../../../../generated/runtime/client/node/index.js'
import type { Subprotocol } from '../../../../generated/runtime/index.js'
import { IteratingReceiver } from './iterating-receiver.js'
import type { Subscribe } from './receiver.js'

/**
 * Ours over `ws`, options as they are.
 *
 * @param formats whether string formats are validated with the rest
 */
export function lexstream(subprotocol: Subprotocol, formats = true): Subscribe {
  return ({ port, cursor, firstSeq }) => {
    const subscription = subscribe(stream, {
      host: `ws://127.0.0.1:${port}`,
      subprotocols: [subprotocol],
      formats,
      // A connection that is lost is a failure here.
      onReconnect: ({ error }) => {
        throw error
      },
      ...(cursor === undefined ? {} : { cursor }),
    })
    return new IteratingReceiver(subscription, firstSeq, () => subscription.return())
  }
}
