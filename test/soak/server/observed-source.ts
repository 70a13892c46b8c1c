import type { SeqScheme, StreamPosition } from '../../../templates/stream/position.js'
import type { SqliteLog } from '../../../templates/server/sqlite/index.js'
import type {
  PendingFrames,
  ReadRequest,
  ReadResult,
  StreamSource,
} from '../../../templates/server/stream-source.js'

/** A log as the server sees it; remembers what was read of it, and how long that took. */
export class ObservedSource implements StreamSource {
  /** How long reading has kept the thread, in milliseconds. */
  readMs = 0
  readonly #log: SqliteLog
  readonly #tooLate = new Set<number>()

  constructor(log: SqliteLog) {
    this.#log = log
  }

  get seqScheme(): SeqScheme {
    return this.#log.seqScheme
  }

  get sequenceId(): string {
    return this.#log.sequenceId
  }

  get slots(): number {
    return this.#log.slots
  }

  /** Positions for whose holders the log could not be read on: what followed was dropped. */
  get tooLate(): readonly number[] {
    return [...this.#tooLate]
  }

  position(): StreamPosition {
    return this.#timed(() => this.#log.position())
  }

  read(request: ReadRequest): ReadResult {
    const result = this.#timed(() => this.#log.read(request))
    if (result.position.prunedSeq > request.after) this.#tooLate.add(request.after)
    return result
  }

  pending(after: number): PendingFrames {
    return this.#timed(() => this.#log.pending(after))
  }

  messagesPerMinute(): number | undefined {
    return this.#log.messagesPerMinute()
  }

  subscribe(listener: () => void): () => void {
    return this.#log.subscribe(listener)
  }

  #timed<T>(read: () => T): T {
    const startMs = performance.now()
    const result = read()
    this.readMs += performance.now() - startMs
    return result
  }
}
