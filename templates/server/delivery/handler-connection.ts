import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HandlerCursor } from '../handler-options.js'
import type { DropReason } from '../metrics/drop-reason.js'
import type { PartMeter } from '../metrics/part-meter.js'
import { StreamError } from '../stream-error.js'
import type { FrameSocket } from './frame-socket.js'
import type { HandlerWire } from './handler-wire.js'
import { OutgoingBatch } from './outgoing-batch.js'

/** How connections to a handler behave. */
export interface HandlerConnectionSettings {
  /** Whether this connection gets `#cursor` messages. */
  readonly cursorMessages: boolean
  /** How long the consumer may leave no room, in milliseconds. */
  readonly stallTimeoutMs: number
  /** The clock, in milliseconds since the UNIX epoch. */
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/** As many frames, or bytes, are written at a time before others get a turn. */
const batchFrames = 256
const batchBytes = 64 * 1024

/** One consumer of a handler: sends what it yields, as fast as the consumer takes it. */
export class HandlerConnection<M extends object> {
  readonly #socket: FrameSocket
  readonly #wire: HandlerWire<M>
  readonly #meter: PartMeter
  readonly #settings: HandlerConnectionSettings
  readonly #controller = new AbortController()
  /** Frames that go out together, at the latest when the current turn of the event loop is over. */
  #batch: Uint8Array[] = []
  #batchBytes = 0
  /** The messages among them, and their bytes: `#cursor` and errors do not count. */
  #batchMessages = 0
  #messageBytes = 0
  #flushScheduled = false
  #cursor = 0
  #highestSeq = 0

  constructor(
    socket: FrameSocket,
    wire: HandlerWire<M>,
    meter: PartMeter,
    settings: HandlerConnectionSettings,
  ) {
    this.#socket = socket
    this.#wire = wire
    this.#meter = meter
    this.#settings = settings
    meter.connections++
    socket.whenClosing(() => {
      meter.connections--
      this.#controller.abort()
    })
  }

  /** Aborted when nothing is sent any more. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Sends everything that a handler yields, until it ends or the connection does. Never rejects. */
  async run(start: () => AsyncIterable<M>): Promise<void> {
    try {
      const messages = start()[Symbol.asyncIterator]()
      this.#socket.whenClosing(() => void this.#return(messages))
      while (!this.#socket.closed) {
        const next = await messages.next()
        if (this.#socket.closed) return
        if (next.done === true) return this.#finish()
        this.#queueMessage(next.value)
        // A handler that never waits would leave nobody else a turn.
        if (this.#batchFull) await this.#nextTurn()
        if (this.#socket.room <= 0) await this.#room()
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Sends a message without waiting; drops a consumer that has no room for it. */
  send(message: M): void {
    if (this.#socket.closed) return
    if (this.#socket.room <= 0) return this.#tooSlow()
    this.#queueMessage(message)
    if (this.#batchFull) this.#flush()
  }

  /** Sends a `#cursor`; see `HandlerContext`. */
  sendCursor(cursor: HandlerCursor): void {
    if (cursor.cursor < this.#cursor || cursor.highestSeq < this.#highestSeq) {
      const before = `${this.#cursor}/${this.#highestSeq}`
      throw new RangeError(`#cursor ${cursor.cursor}/${cursor.highestSeq} is below ${before}`)
    }
    this.#cursor = cursor.cursor
    this.#highestSeq = cursor.highestSeq
    // Whoever has not taken the last one needs no further one, and must not pile them up.
    if (!this.#settings.cursorMessages || this.#socket.room <= 0) return
    const time = new Date(this.#settings.now()).toISOString()
    const frame = this.#wire.cursor({ time, ...cursor })
    if (frame !== undefined) this.#queue(frame)
  }

  get #batchFull(): boolean {
    return this.#batch.length >= batchFrames || this.#batchBytes >= batchBytes
  }

  #queueMessage(message: M): void {
    const frame = this.#wire.message(message)
    this.#batchMessages++
    this.#messageBytes += frame.length
    this.#queue(frame)
  }

  #queue(frame: Uint8Array): void {
    this.#batch.push(frame)
    this.#batchBytes += frame.length
    if (this.#flushScheduled) return
    this.#flushScheduled = true
    setImmediate(() => {
      this.#flushScheduled = false
      this.#flush()
    })
  }

  #flush(): void {
    if (this.#batch.length === 0) return
    const batch = new OutgoingBatch(this.#batch, this.#wire.binary)
    if (this.#socket.send(batch)) this.#meter.count(this.#batchMessages, this.#messageBytes, true)
    this.#batch = []
    this.#batchMessages = 0
    this.#messageBytes = 0
    this.#batchBytes = 0
  }

  async #nextTurn(): Promise<void> {
    this.#flush()
    await nextTurn()
  }

  /** Waits for the consumer to take what was sent, but not for ever. */
  async #room(): Promise<void> {
    const timer = setTimeout(() => this.#tooSlow(), this.#settings.stallTimeoutMs)
    await new Promise<void>((resolve) => this.#socket.whenRoom(resolve))
    clearTimeout(timer)
  }

  #tooSlow(): void {
    const error = new StreamError('ConsumerTooSlow', 'the consumer reads too slowly')
    this.#end(error, 'consumer-too-slow')
  }

  #finish(): void {
    this.#flush()
    this.#socket.close(1000, 'end of stream')
  }

  #fail(error: unknown): void {
    if (isStreamError(error)) return this.#end(error, 'stream-error')
    // That a handler is torn from what it waits for is how connections end.
    if (this.#socket.closed && error instanceof Error && error.name === 'AbortError') return
    this.#settings.onError(error)
    this.#flush()
    this.#socket.close(1011, 'internal error', 'source-failed')
  }

  #end({ error, message }: StreamError, reason: DropReason): void {
    this.#queue(this.#wire.error(error, message))
    this.#flush()
    // A close frame has room for 123 bytes of it.
    this.#socket.close(1008, Buffer.byteLength(error) > 123 ? '' : error, reason)
  }

  /** Has the handler's `finally` run, wherever it stands. */
  async #return(messages: AsyncIterator<M>): Promise<void> {
    try {
      await messages.return?.()
    } catch (error) {
      this.#fail(error)
    }
  }
}

function isStreamError(error: unknown): error is StreamError {
  return error instanceof StreamError
}
