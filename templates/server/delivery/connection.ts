import { resolveCursor, type CursorResolution } from '../../stream/cursor-resolution.js'
import type { StreamPosition } from '../../stream/position.js'
import type { DropReason } from '../metrics/drop-reason.js'
import type { PendingFrames, StreamSource } from '../stream-source.js'
import type { Feed } from './feed.js'
import type { FrameBatch } from './frame-batch.js'
import type { FrameSocket } from './frame-socket.js'
import type { CursorFields } from './stream-wire.js'
import type { Turn } from './turn.js'
import type { Turns } from './turns.js'

/** How connections to a stream behave. */
export interface ConnectionSettings {
  /** Whether this connection gets `#cursor` messages. */
  readonly cursorMessages: boolean
  /** During a replay, a `#cursor` goes out after this many messages of the log. */
  readonly cursorEvery: number
  /** How far a time-like cursor may lie beyond the clock, in milliseconds. */
  readonly futureAllowanceMs: number
  /** About so many bytes are read and written at a time. */
  readonly batchBytes: number
  /** The clock, in milliseconds since the UNIX epoch. */
  readonly now: () => number
  /** Told that the source has failed; closes the connection. */
  readonly onFailure: (error: unknown, socket: FrameSocket) => void
}

/**
 * What a connection waits for: its turn, its source, room in its socket, or the log to grow.
 * Whatever else happens meanwhile it will see once that has come.
 */
type Waiting = 'for-turn' | 'for-source' | 'for-room' | 'for-growth'

/**
 * One subscriber's way through a log: a single cursor that moves forward, batch by batch, whether
 * the frames are old or new. To be live is to have reached the end; hence no frame can be lost or
 * sent twice where replaying ends.
 *
 * Nothing is buffered here beyond what the socket has not taken yet: a slow consumer keeps reading
 * the log, at its own speed, for as long as the log retains what it needs.
 */
export class Connection implements Turn {
  readonly #socket: FrameSocket
  readonly #feed: Feed
  readonly #source: StreamSource
  readonly #turns: Turns
  readonly #settings: ConnectionSettings
  readonly #asked: number | undefined
  #waiting: Waiting = 'for-source'
  /** Everything up to this seq that was asked for has been sent. */
  #cursor = 0
  #begun = false
  #highestSeq = 0
  #live = false
  /** Whether the log's oldest frames may go unsent, as where the whole window was asked for. */
  #mayStartLater = false
  /** Whether the socket had no room for what was next. */
  #stalled = false
  #readSinceCursor = 0
  #sentSinceTick = false
  #cursorDue = false
  #caughtUpSinceCheck = true
  #takenAtCheck = 0

  /** @param asked the cursor that the client asked for */
  constructor(
    socket: FrameSocket,
    feed: Feed,
    source: StreamSource,
    turns: Turns,
    settings: ConnectionSettings,
    asked: number | undefined,
  ) {
    this.#socket = socket
    this.#feed = feed
    this.#source = source
    this.#turns = turns
    this.#settings = settings
    this.#asked = asked
  }

  /** The position of the connection; absent until its source has told where the log stands. */
  get cursor(): number | undefined {
    return this.#begun ? this.#cursor : undefined
  }

  /** Serves the connection until it closes. */
  async start(): Promise<void> {
    this.#countConnection(1)
    this.#socket.whenClosing(() => this.#countConnection(-1))
    try {
      this.#begin(await this.#source.position())
    } catch (error) {
      this.#settings.onFailure(error, this.#socket)
    }
  }

  /** The log has grown. */
  wake(): void {
    if (this.#waiting === 'for-growth') this.#askForTurn()
  }

  /**
   * Called at a steady interval: a live connection on which nothing sequenced was sent since the
   * last call gets a `#cursor`, so that its consumer has a position to save.
   */
  tick(): void {
    if (this.#live && !this.#sentSinceTick) {
      this.#cursorDue = true
      this.wake()
    }
    this.#sentSinceTick = false
  }

  /**
   * Called at a steady interval: drops a consumer that has been behind since the last call, is so
   * because it does not take what is sent, and has taken fewer than so many bytes since.
   */
  checkRate(minBytes: number): void {
    const { takenBytes } = this.#socket
    const taken = takenBytes - this.#takenAtCheck
    if (this.#waiting === 'for-room' && !this.#caughtUpSinceCheck && taken < minBytes) {
      this.#drop('the consumer reads too slowly')
    }
    this.#takenAtCheck = takenBytes
    this.#caughtUpSinceCheck = this.#waiting === 'for-growth'
  }

  take(): void {
    if (this.#socket.closed) return
    try {
      const { room } = this.#socket
      if (room <= 0) {
        this.#waitForRoom()
        return
      }
      const batch = this.#feed.next(this.#cursor, batchSize(this.#settings.batchBytes, room))
      if (batch instanceof Promise) void this.#deliverLater(batch)
      else this.#deliver(batch)
    } catch (error) {
      this.#settings.onFailure(error, this.#socket)
    }
  }

  #begin(position: StreamPosition): void {
    const start = this.#resolve(position)
    this.#cursor = start.after
    this.#begun = true
    if (start.live) this.#setLive(true)
    this.#mayStartLater = this.#asked === 0 || start.verdict === 'outdated'
    this.#sendCursor(position)
    if (start.verdict === 'future') {
      const message = `cursor ${this.#asked} is ahead of the stream, which is at ${position.highestSeq}`
      this.#fail('FutureCursor', message, 'future-cursor')
      return
    }
    if (start.verdict === 'outdated') {
      const message = `cursor ${this.#asked} is no longer retained: going on after ${start.after}`
      this.#send(this.#feed.wire.outdated(message))
    }
    this.#askForTurn()
  }

  #resolve(position: StreamPosition): CursorResolution {
    return resolveCursor({
      cursor: this.#asked,
      position,
      seqScheme: this.#source.seqScheme,
      nowMs: this.#settings.now(),
      futureAllowanceMs: this.#settings.futureAllowanceMs,
    })
  }

  #askForTurn(): void {
    this.#waiting = 'for-turn'
    this.#turns.ask(this)
  }

  #waitForRoom(): void {
    this.#stalled = true
    this.#waiting = 'for-room'
    this.#socket.whenRoom(() => this.#askForTurn())
  }

  /** Never rejects. */
  async #deliverLater(pending: Promise<FrameBatch>): Promise<void> {
    this.#waiting = 'for-source'
    try {
      this.#deliver(await pending)
    } catch (error) {
      this.#settings.onFailure(error, this.#socket)
    }
  }

  #deliver(batch: FrameBatch): void {
    if (this.#socket.closed) return
    const { position } = batch
    if (position.prunedSeq > this.#cursor && !this.#mayStartLater) {
      this.#drop(`what follows ${this.#cursor} is no longer retained`)
      return
    }
    // What was read for others may be a little older than what this connection was told.
    this.#highestSeq = Math.max(this.#highestSeq, position.highestSeq)
    const isAll = batch.readFrames === 0 || batch.upTo >= this.#highestSeq
    const reachesEnd = isAll && this.#feed.isCurrent(batch)
    // Who has fallen behind and cannot make up for it at once reads the log again.
    if (this.#stalled && this.#live && !reachesEnd) {
      this.#setLive(false)
      this.#sendCursor(position)
    }
    this.#stalled = false
    this.#write(batch)
    if (reachesEnd && !this.#live) {
      this.#setLive(true)
      this.#sendCursor(position)
    } else if (this.#cursorDue || this.#owesProgress()) {
      this.#sendCursor(position)
    }
    if (reachesEnd) {
      this.#caughtUpSinceCheck = true
      this.#waiting = 'for-growth'
    } else this.#askForTurn()
  }

  #write({ outgoing, readFrames, upTo }: FrameBatch): void {
    this.#cursor = upTo
    if (readFrames > 0) this.#mayStartLater = false
    this.#readSinceCursor += readFrames
    if (outgoing === undefined) return
    if (!this.#socket.send(outgoing)) return
    this.#cursorDue = false
    this.#sentSinceTick = true
    this.#feed.meter.count(outgoing.messages.length, outgoing.bytes, this.#live)
  }

  #owesProgress(): boolean {
    return !this.#live && this.#readSinceCursor >= this.#settings.cursorEvery
  }

  #setLive(live: boolean): void {
    this.#live = live
    if (!this.#socket.closed) this.#feed.meter.replayingConnections += live ? -1 : 1
  }

  #countConnection(by: 1 | -1): void {
    this.#feed.meter.connections += by
    if (!this.#live) this.#feed.meter.replayingConnections += by
  }

  #sendCursor(position: StreamPosition): void {
    this.#cursorDue = false
    this.#readSinceCursor = 0
    if (!this.#settings.cursorMessages) return
    this.#send(this.#feed.wire.cursor(this.#cursorFields(position)))
  }

  #cursorFields(position: StreamPosition): CursorFields {
    const { lowestSeq } = position
    const { seqScheme, sequenceId, slots } = this.#source
    this.#highestSeq = Math.max(this.#highestSeq, position.highestSeq, this.#cursor)
    const pending = this.#pending()
    const messagesPerMinute = this.#source.messagesPerMinute?.()
    return {
      cursor: this.#cursor,
      highestSeq: this.#highestSeq,
      live: this.#live,
      ...(lowestSeq === undefined ? {} : { lowestSeq }),
      seqScheme,
      ...(sequenceId === undefined ? {} : { sequenceId }),
      ...(slots === 1 ? {} : { shardCount: slots }),
      ...(pending === undefined
        ? {}
        : { pendingMessages: pending.messages, pendingBytes: pending.bytes }),
      ...(messagesPerMinute === undefined ? {} : { messagesPerMinute }),
      time: new Date(this.#settings.now()).toISOString(),
    }
  }

  #pending(): PendingFrames | undefined {
    // Of a part of the stream nobody knows how much is left without reading it.
    if (this.#feed.selection.matches !== undefined) return undefined
    return this.#source.pending?.(this.#cursor)
  }

  #send(frame: Uint8Array | undefined): void {
    if (frame !== undefined) this.#socket.sendOne(frame, this.#feed.wire.binary)
  }

  #drop(message: string): void {
    this.#fail('ConsumerTooSlow', message, 'consumer-too-slow')
  }

  #fail(error: string, message: string, reason: DropReason): void {
    this.#send(this.#feed.wire.error(error, message))
    this.#socket.close(1008, error, reason)
  }
}

/** As much as fits, in steps, so that connections with about the same room share their batches. */
function batchSize(most: number, room: number): number {
  return room >= most ? most : 2 ** Math.floor(Math.log2(Math.max(1, room)))
}
