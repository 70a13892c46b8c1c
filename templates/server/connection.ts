import { setImmediate } from 'node:timers/promises'
import { resolveCursor, type CursorResolution } from '../stream/cursor-resolution.js'
import type { StreamPosition } from '../stream/position.js'
import type { FrameSocket } from './frame-socket.js'
import type { StoredFrame, StreamSource } from './stream-source.js'
import type { CursorFields, StreamWire } from './stream-wire.js'

/** How connections to a stream behave. */
export interface ConnectionSettings {
  /** Whether this connection gets `#cursor` messages. */
  readonly cursorMessages: boolean
  /** During a replay, a `#cursor` goes out after this many messages of the log. */
  readonly cursorEvery: number
  /** How far a time-like cursor may lie beyond the clock, in milliseconds. */
  readonly futureAllowanceMs: number
  /** At most so many frames, and about so many bytes, are read and written at a time. */
  readonly batchFrames: number
  readonly batchBytes: number
  /** The clock, in milliseconds since the UNIX epoch. */
  readonly now: () => number
}

/** What a client asked for. */
export interface ConnectionRequest {
  readonly cursor: number | undefined
  /** Whether a frame belongs to what was asked for; absent where everything does. */
  readonly matches: ((frame: StoredFrame) => boolean) | undefined
}

/**
 * One subscriber's way through a log: a single cursor that moves forward, frame by frame, whether
 * the frames are old or new. To be live is to have reached the end once; hence no frame can be lost
 * or sent twice where replaying ends.
 *
 * Nothing is buffered here beyond what the socket has not taken yet: a slow consumer keeps reading
 * the log, at its own speed, for as long as the log retains what it needs.
 */
export class Connection {
  readonly #socket: FrameSocket
  readonly #wire: StreamWire
  readonly #source: StreamSource
  readonly #settings: ConnectionSettings
  readonly #request: ConnectionRequest
  /** Everything up to this seq that was asked for has been sent. */
  #cursor = 0
  #live = false
  /** Whether the log's oldest frames may go unsent, as where the whole window was asked for. */
  #mayStartLater = false
  #readSinceCursor = 0
  #sentSinceTick = 0
  #cursorDue = false
  #woken = false
  #wakeUp: (() => void) | undefined

  constructor(
    socket: FrameSocket,
    wire: StreamWire,
    source: StreamSource,
    settings: ConnectionSettings,
    request: ConnectionRequest,
  ) {
    this.#socket = socket
    this.#wire = wire
    this.#source = source
    this.#settings = settings
    this.#request = request
  }

  /**
   * Serves the connection until it closes; rejects where the source fails. Whoever runs it calls
   * {@link wake} when the log has grown and when the socket has closed.
   */
  async run(): Promise<void> {
    const position = await this.#source.position()
    const start = this.#resolve(position)
    this.#cursor = start.after
    this.#live = start.live
    this.#mayStartLater = this.#request.cursor === 0 || start.verdict === 'outdated'
    this.#sendCursor(position)
    if (start.verdict === 'future') {
      const { cursor } = this.#request
      this.#fail(
        'FutureCursor',
        `cursor ${cursor} is ahead of the stream, which is at ${position.highestSeq}`,
      )
    }
    if (start.verdict === 'outdated') {
      const message = `cursor ${this.#request.cursor} is no longer retained: going on after ${start.after}`
      this.#send(this.#wire.outdated(message))
    }
    while (!this.#socket.closed) await this.#step()
  }

  /** Has the connection look at its log again. */
  wake(): void {
    this.#woken = true
    this.#wakeUp?.()
    this.#wakeUp = undefined
  }

  /**
   * Called at a steady interval: a live connection on which nothing sequenced was sent since the
   * last call gets a `#cursor`, so that its consumer has a position to save.
   */
  tick(): void {
    if (this.#live && this.#sentSinceTick === 0) {
      this.#cursorDue = true
      this.wake()
    }
    this.#sentSinceTick = 0
  }

  #resolve(position: StreamPosition): CursorResolution {
    return resolveCursor({
      cursor: this.#request.cursor,
      position,
      seqScheme: this.#source.seqScheme,
      nowMs: this.#settings.now(),
      futureAllowanceMs: this.#settings.futureAllowanceMs,
    })
  }

  async #step(): Promise<void> {
    if (!this.#socket.ready) await this.#socket.drained()
    this.#woken = false
    const { frames, position } = await this.#source.read({
      after: this.#cursor,
      limit: this.#settings.batchFrames,
      maxBytes: this.#settings.batchBytes,
    })
    if (this.#socket.closed) return
    if (position.prunedSeq > this.#cursor && !this.#mayStartLater) {
      this.#fail('ConsumerTooSlow', `what follows ${this.#cursor} is no longer retained`)
      return
    }
    this.#deliver(frames, position)
    const caughtUp = this.#cursor >= position.highestSeq
    if (caughtUp && !this.#live) {
      this.#live = true
      this.#sendCursor(position)
    } else if (this.#cursorDue || this.#owesProgress()) {
      this.#sendCursor(position)
    }
    if (caughtUp) await this.#nextWake()
    // A log in memory and a socket that takes everything would leave nobody else a turn.
    else await setImmediate()
  }

  #deliver(frames: readonly StoredFrame[], position: StreamPosition): void {
    const { matches } = this.#request
    const wanted = matches === undefined ? frames : frames.filter(matches)
    const bytes: Uint8Array[] = []
    for (const frame of wanted) {
      const encoded = this.#wire.frame(frame)
      if (encoded !== undefined) bytes.push(encoded)
    }
    if (bytes.length > 0) {
      this.#socket.send(bytes, this.#wire.binary)
      this.#cursorDue = false
    }
    this.#cursor = frames.at(-1)?.seq ?? Math.max(this.#cursor, position.highestSeq)
    if (frames.length > 0) this.#mayStartLater = false
    this.#sentSinceTick += bytes.length
    this.#readSinceCursor += frames.length
  }

  #owesProgress(): boolean {
    return !this.#live && this.#readSinceCursor >= this.#settings.cursorEvery
  }

  #sendCursor(position: StreamPosition): void {
    this.#cursorDue = false
    this.#readSinceCursor = 0
    if (this.#settings.cursorMessages) this.#send(this.#wire.cursor(this.#cursorFields(position)))
  }

  #cursorFields(position: StreamPosition): CursorFields {
    const { lowestSeq } = position
    const { seqScheme, sequenceId, slots } = this.#source
    // Of a part of the stream nobody knows how much is left without reading it.
    const pending =
      this.#request.matches === undefined ? this.#source.pending?.(this.#cursor) : undefined
    return {
      cursor: this.#cursor,
      highestSeq: position.highestSeq,
      live: this.#live,
      ...(lowestSeq === undefined ? {} : { lowestSeq }),
      seqScheme,
      ...(sequenceId === undefined ? {} : { sequenceId }),
      ...(slots === 1 ? {} : { shardCount: slots }),
      ...(pending === undefined
        ? {}
        : { pendingMessages: pending.messages, pendingBytes: pending.bytes }),
      time: new Date(this.#settings.now()).toISOString(),
    }
  }

  #send(frame: Uint8Array | undefined): void {
    if (frame !== undefined) this.#socket.send([frame], this.#wire.binary)
  }

  #fail(error: string, message: string): void {
    this.#send(this.#wire.error(error, message))
    this.#socket.close(1008, error)
  }

  async #nextWake(): Promise<void> {
    if (this.#woken || this.#socket.closed) return
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve
    })
  }
}
