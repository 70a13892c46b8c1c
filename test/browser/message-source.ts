import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import {
  Publisher,
  unixMicrosSequencer,
  type StreamLog,
} from '../../generated/runtime/server/index.js'
import { makeFrames } from '../demo/made-frames.js'

const codec = stream.codecs['xrpc.v0.cbor']

type SequencedMessage = Extract<Message, { readonly seq: number }>

/** Publishes made messages, the same ones over and over, under sequence numbers that tell the time. */
export class MessageSource {
  readonly #messages: readonly SequencedMessage[]
  readonly #publisher: Publisher<Message>
  readonly #sequencer = unixMicrosSequencer({ now: () => this.#nowMs ?? Date.now() })
  #nowMs: number | undefined
  #published = 0

  private constructor(messages: readonly Message[], log: StreamLog) {
    this.#messages = messages.filter(isSequenced)
    this.#publisher = new Publisher(stream, log)
  }

  /** @param log an empty one, of the scheme `unix-micros` */
  static async into(log: StreamLog): Promise<MessageSource> {
    const frames = await makeFrames(120)
    const messages = frames.flatMap((frame) => {
      const decoded = codec.decode(frame)
      return decoded.kind === 'message' ? [decoded.message] : []
    })
    return new MessageSource(messages, log)
  }

  /** Publishes messages as if they had come evenly over the last minutes. */
  async publishHistory(count: number, minutes: number): Promise<void> {
    const endMs = Date.now()
    const startMs = endMs - minutes * 60_000
    const publishing = Array.from({ length: count }, (_, index) => {
      this.#nowMs = startMs + ((endMs - startMs) * index) / count
      return this.#publishNext()
    })
    this.#nowMs = undefined
    await Promise.all(publishing)
  }

  /** Publishes messages of this moment; resolves once the log has them. */
  async publish(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#publishNext()))
  }

  #publishNext(): Promise<number> {
    const seq = this.#sequencer.next()
    const message = this.#messages[this.#published++ % this.#messages.length]
    if (message === undefined) throw new Error('no messages were made')
    const time = new Date(seq / 1000).toISOString()
    return this.#publisher.publishFrame(codec.encode({ ...message, seq, time }))
  }
}

function isSequenced(message: Message): message is SequencedMessage {
  return 'seq' in message
}
