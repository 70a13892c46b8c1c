import { setTimeout as delay } from 'node:timers/promises'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { subscribe } from '../../generated/runtime/client/node/index.js'
import type { Subprotocol } from '../../generated/runtime/index.js'
import type { ConsumerState } from './consumer.js'

/** What a consumer runs with. */
export interface RunOptions {
  /** The server, such as `ws://127.0.0.1:2583`. */
  readonly host: string
  readonly signal: AbortSignal
  /** How long handling one message takes, in milliseconds. */
  readonly handlingMs: number
  /** Called after every change of the state. */
  readonly onChange: () => void
}

/** The generated client: every message is encoded again and compared with the relay's bytes. */
export async function runGenerated(
  consumer: ConsumerState,
  subprotocol: Subprotocol,
  frames: ReadonlyMap<number, Uint8Array>,
  options: RunOptions,
): Promise<void> {
  const { host, signal, handlingMs, onChange } = options
  const codec = stream.codecs['xrpc.v0.cbor']
  const messages = subscribe(stream, { host, cursor: 0, subprotocols: [subprotocol], signal })
  consumer.identical = 0
  for await (const message of messages) {
    consumer.wire = messages.subprotocol ?? consumer.wire
    consumer.live = messages.live ?? consumer.live
    consumer.cursor = messages.cursor
    consumer.highestSeq = messages.position?.highestSeq
    consumer.lowestSeq = messages.position?.lowestSeq
    const seq = 'seq' in message ? message.seq : undefined
    if (seq !== undefined) {
      const frame = frames.get(seq)
      if (frame !== undefined && Buffer.compare(codec.encode(message), frame) === 0) {
        consumer.identical++
      }
      consumer.seqs.add(seq)
    }
    onChange()
    if (seq !== undefined) await delay(handlingMs)
  }
}
