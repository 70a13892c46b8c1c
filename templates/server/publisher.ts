import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import { describeMessage, isMessageOf, type Unsequenced } from '../stream/message.js'
import { counterSequencer, unixMicrosSequencer, type Sequencer } from '../stream/sequencer.js'
import { AppendError } from './append-error.js'
import { slotOfKey } from './shard-slot.js'
import type { StoredFrame, StreamLog } from './stream-source.js'

/** How a {@link Publisher} makes sequence numbers. */
export interface PublisherOptions {
  /**
   * By default made for the log's `seqScheme` and slots. One that is given must go on above what
   * the log holds and, if others write to the same log, be shared with them.
   */
  readonly sequencer?: Sequencer
}

/** So many frames a batch, since a log may hold up the event loop for as long as it takes one. */
const maxBatchFrames = 256

/** A frame on its way into the log. */
interface Submission {
  readonly frame: StoredFrame
  readonly resolve: (seq: number) => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes messages to a log, in the order of the calls. What is published while the log is busy goes
 * in as one batch, so that a log which waits for its disk is not held up once per message.
 */
export class Publisher<M extends TypedMessage> {
  readonly #descriptor: StreamDescriptor<unknown, M>
  readonly #log: StreamLog
  #sequencer: Promise<Sequencer> | undefined
  readonly #waiting: Submission[] = []
  #writing = false

  constructor(
    descriptor: StreamDescriptor<unknown, M>,
    log: StreamLog,
    options: PublisherOptions = {},
  ) {
    this.#descriptor = descriptor
    this.#log = log
    if (options.sequencer !== undefined) this.#sequencer = Promise.resolve(options.sequencer)
  }

  /**
   * Gives a message its seq, appends it and resolves with the seq once the log has it.
   *
   * @throws EncodeError where the message does not fit the lexicon; its seq is then never used
   */
  async publish(message: Unsequenced<M> & TypedMessage): Promise<number> {
    const sequencer = await this.#ready()
    const type = describeMessage(this.#descriptor, message.$type)
    if (type === undefined || !type.sequenced) throw notSequenced(message.$type)
    const slot = slotOfKey(textAt(message, type.shardKey), this.#log.slots)
    const seq = sequencer.next(slot)
    const sequenced = { ...message, seq }
    if (!isMessageOf(this.#descriptor, sequenced)) throw notSequenced(message.$type)
    return this.#submit({
      seq,
      slot,
      bytes: this.#descriptor.codecs['xrpc.v0.cbor'].encode(sequenced),
    })
  }

  /**
   * Appends a ready `xrpc.v0.cbor` frame under the seq that it carries, as a relay does; resolves
   * with the seq once the log has it. The frame is neither decoded nor copied: it must not change.
   *
   * @throws AppendError where it is no sequenced message, or its seq is not above the highest one
   * @throws DecodeError where its type and seq cannot be read
   */
  async publishFrame(frame: Uint8Array): Promise<number> {
    const sequencer = await this.#ready()
    const { kind, type, seq, shardKey } = this.#descriptor.codecs['xrpc.v0.cbor'].peek(frame)
    if (kind !== 'message' || seq === undefined) throw notSequenced(type ?? kind)
    sequencer.advance(seq)
    return this.#submit({ seq, slot: slotOfKey(shardKey, this.#log.slots), bytes: frame })
  }

  /** Everyone waits for the same promise, and so goes on in the order of the calls. */
  #ready(): Promise<Sequencer> {
    this.#sequencer ??= this.#makeSequencer().catch((error: unknown) => {
      this.#sequencer = undefined
      throw error
    })
    return this.#sequencer
  }

  async #makeSequencer(): Promise<Sequencer> {
    const { seqScheme, slots } = this.#log
    const after = (await this.#log.position()).highestSeq
    return seqScheme === 'counter'
      ? counterSequencer({ after })
      : unixMicrosSequencer({ after, slots })
  }

  #submit(frame: StoredFrame): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frame, resolve, reject })
      if (!this.#writing) void this.#write()
    })
  }

  /** Never rejects: what goes wrong reaches those whose frames were in the batch. */
  async #write(): Promise<void> {
    this.#writing = true
    while (this.#waiting.length > 0) {
      await this.#writeBatch(this.#waiting.splice(0, maxBatchFrames))
    }
    this.#writing = false
  }

  async #writeBatch(batch: readonly Submission[]): Promise<void> {
    try {
      await this.#log.append(batch.map(({ frame }) => frame))
      for (const { frame, resolve } of batch) resolve(frame.seq)
    } catch (error) {
      // A frame that does not belong here must not take those along that came in beside it.
      if (error instanceof AppendError && batch.length > 1) {
        for (const submission of batch) await this.#writeBatch([submission])
        return
      }
      for (const { reject } of batch) reject(error)
    }
  }
}

function notSequenced(what: string): AppendError {
  return new AppendError('not-sequenced', `${what} is not a message with a seq`)
}

function textAt(message: object, property: string | undefined): string | undefined {
  if (property === undefined) return undefined
  const value: unknown = Reflect.get(message, property)
  return typeof value === 'string' ? value : undefined
}
