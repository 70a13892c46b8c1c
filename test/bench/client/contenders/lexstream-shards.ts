import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from '../../../../generated/runtime/client/node/index.js'
import type { Receiver, Subscribe } from './receiver.js'

const shardCount = 4

/** Ours, a subscription for each of four shards, which are consumed concurrently in one process. */
export const lexstreamShards: Subscribe = ({ port, cursor, firstSeq }) => {
  const controller = new AbortController()
  const { signal } = controller
  const subscriptions = Array.from({ length: shardCount }, (_, shard) =>
    subscribe(stream, {
      host: `ws://127.0.0.1:${port}`,
      params: { shard, shardCount },
      signal,
      onReconnect: ({ error }) => {
        throw error
      },
      ...(cursor === undefined ? {} : { cursor }),
    }),
  )
  return new MergingReceiver(subscriptions, firstSeq, controller)
}

/** Receives from several subscriptions that have a part of the stream each. */
class MergingReceiver implements Receiver {
  readonly #parts: readonly AsyncIterable<object>[]
  readonly #firstSeq: number
  readonly #controller: AbortController

  /** @param controller aborts the subscriptions */
  constructor(
    parts: readonly AsyncIterable<object>[],
    firstSeq: number,
    controller: AbortController,
  ) {
    this.#parts = parts
    this.#firstSeq = firstSeq
    this.#controller = controller
  }

  /** All that there will be: the subscriptions end with it. */
  async receive(messages: number): Promise<void> {
    const seen = new Uint8Array(messages)
    let left = messages
    const consume = async (part: AsyncIterable<object>) => {
      let last = 0
      for await (const message of part) {
        if (!('seq' in message) || typeof message.seq !== 'number') continue
        const { seq } = message
        const index = seq - this.#firstSeq
        if (seq <= last || seen[index] !== 0) throw new Error(`message ${seq} came out of turn`)
        last = seq
        seen[index] = 1
        if (--left === 0) this.#controller.abort()
      }
    }
    await Promise.all(this.#parts.map(consume))
    if (left > 0) throw new Error(`the shards ended ${left} messages early`)
  }

  close(): Promise<void> {
    this.#controller.abort()
    return Promise.resolve()
  }
}
