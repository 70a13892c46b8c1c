import type { SeqScheme, StreamPosition } from '../../generated/runtime/stream/position.js'
import type {
  PendingFrames,
  ReadRequest,
  ReadResult,
  StreamLog,
  StreamSource,
} from '../../generated/runtime/server/index.js'

/** What a read has to wait for, if anything. */
export type Pace = (request: ReadRequest) => Promise<void> | undefined

/** A log whose reads wait, so that a replay can be watched, or stopped half-way. */
export class PacedSource implements StreamSource {
  readonly #log: StreamLog
  readonly #pace: Pace

  constructor(log: StreamLog, pace: Pace) {
    this.#log = log
    this.#pace = pace
  }

  get seqScheme(): SeqScheme {
    return this.#log.seqScheme
  }

  get sequenceId(): string | undefined {
    return this.#log.sequenceId
  }

  get slots(): number {
    return this.#log.slots
  }

  position(): StreamPosition | Promise<StreamPosition> {
    return this.#log.position()
  }

  read(request: ReadRequest): ReadResult | Promise<ReadResult> {
    const wait = this.#pace(request)
    return wait === undefined ? this.#log.read(request) : wait.then(() => this.#log.read(request))
  }

  pending(after: number): PendingFrames | undefined {
    return this.#log.pending?.(after)
  }

  messagesPerMinute(): number | undefined {
    return this.#log.messagesPerMinute?.()
  }

  subscribe(listener: () => void): () => void {
    return this.#log.subscribe(listener)
  }
}
