import { stream, type Message } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { subscribe, type Subscription } from '../../../../generated/runtime/client/node/index.js'
import type { Receiver, Subscribe } from './receiver.js'

/** Ours, over four sockets with a shard each. */
export const lexstreamShards: Subscribe = ({ port, cursor, firstSeq }) => {
  const subscription = subscribe(stream, {
    host: `ws://127.0.0.1:${port}`,
    shards: 4,
    onReconnect: ({ error }) => {
      throw error
    },
    ...(cursor === undefined ? {} : { cursor }),
  })
  return new UnorderedReceiver(subscription, firstSeq)
}

/** Receives messages as the shards have them: each once, in the order of its shard only. */
class UnorderedReceiver implements Receiver {
  readonly #subscription: Subscription<Message>
  readonly #firstSeq: number

  constructor(subscription: Subscription<Message>, firstSeq: number) {
    this.#subscription = subscription
    this.#firstSeq = firstSeq
  }

  async receive(messages: number): Promise<void> {
    const seen = new Uint8Array(messages)
    for (let left = messages; left > 0;) {
      const { value } = await this.#subscription.next()
      if (value === undefined) throw new Error(`the shards ended ${left} messages early`)
      if (!('seq' in value)) continue
      const index = value.seq - this.#firstSeq
      if (seen[index] !== 0) throw new Error(`message ${value.seq} came again, or out of turn`)
      seen[index] = 1
      left--
    }
  }

  async close(): Promise<void> {
    await this.#subscription.return()
  }
}
