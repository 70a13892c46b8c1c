import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Subprotocol } from '../frame/subprotocol.js'
import { defaultFutureAllowanceMs } from '../stream/cursor-resolution.js'
import type { StreamStatus } from '../stream/status.js'
import type { AdmitRequest } from './auth-hook.js'
import { Connection, type ConnectionSettings } from './delivery/connection.js'
import { ConnectionsByFeed } from './delivery/connections-by-feed.js'
import { EncodedFrames } from './delivery/encoded-frames.js'
import { Feeds } from './delivery/feeds.js'
import { FrameSocket } from './delivery/frame-socket.js'
import { ReadCheck } from './delivery/read-check.js'
import { SharedReads } from './delivery/shared-reads.js'
import type { StreamWire } from './delivery/stream-wire.js'
import { streamLag } from './metrics/stream-lag.js'
import { StreamMeter, type StreamStats } from './metrics/stream-meter.js'
import { negotiated, type AcceptWebSocket, type Mount, type MountContext } from './mount.js'
import { checkMountSettings, type MountSettings } from './mount-options.js'
import { OpenSockets } from './open-sockets.js'
import type { ConnectionRequest } from './request-parser.js'

/** What a stream is, apart from the types of its messages. */
export interface MountedShape {
  readonly nsid: string
  /** The tokens that can be negotiated, the lexicon's default first. */
  readonly subprotocols: readonly Subprotocol[]
  /** What the stream sends in a subprotocol, its frames made by `frames`. */
  readonly wire: (subprotocol: Subprotocol, frames: EncodedFrames) => StreamWire
  /** Reads a request before the upgrade; throws ParamsError or RefusalError. */
  readonly admit: AdmitRequest<ConnectionRequest>
  /** Finds out who asks, and no more; throws RefusalError. */
  readonly identify: AdmitRequest<unknown>
}

/** About so many bytes are read of a log, and written to a connection, at a time. */
const batchBytes = 512 * 1024

/** One stream of a server: its source, and everyone who is connected to it. */
export class MountedStream implements Mount {
  readonly #shape: MountedShape
  readonly #settings: MountSettings
  readonly #context: MountContext
  readonly #meter = new StreamMeter()
  readonly #feeds: Feeds
  readonly #connections = new ConnectionsByFeed()
  readonly #open = new OpenSockets()
  readonly #unsubscribe: () => void
  #ticker: NodeJS.Timeout | undefined
  #rateChecker: NodeJS.Timeout | undefined

  /** @throws RangeError where a number among the settings makes no sense */
  constructor(shape: MountedShape, settings: MountSettings, context: MountContext) {
    checkMountSettings(settings)
    this.#shape = shape
    this.#settings = settings
    this.#context = context
    const { source, maxEncodedBytes = 8 * 1024 * 1024, batchFrames = 256 } = settings
    const onMalformed = (error: unknown, seq: number) => {
      context.report('stored frame is malformed', shape.nsid, error, seq)
    }
    const frames = new EncodedFrames(shape.nsid, maxEncodedBytes, this.#meter, onMalformed)
    const wire = (subprotocol: Subprotocol) => shape.wire(subprotocol, frames)
    const check = new ReadCheck(shape.nsid, source, this.#report)
    this.#feeds = new Feeds(new SharedReads(source, batchFrames, check), wire, this.#meter)
    this.#unsubscribe = source.subscribe(() => this.#wake())
  }

  get nsid(): string {
    return this.#shape.nsid
  }

  get subprotocols(): readonly Subprotocol[] {
    return this.#shape.subprotocols
  }

  get connectionCount(): number {
    return this.#open.size
  }

  admit(request: IncomingMessage, signal: AbortSignal): AcceptWebSocket | Promise<AcceptWebSocket> {
    const admitted = this.#shape.admit(request, signal)
    const accepting = (asked: ConnectionRequest): AcceptWebSocket => {
      return (webSocket, socket, address) => this.#accept(webSocket, socket, address, asked)
    }
    return admitted instanceof Promise ? admitted.then(accepting) : accepting(admitted)
  }

  identify(request: IncomingMessage, signal: AbortSignal): unknown {
    return this.#shape.identify(request, signal)
  }

  async status(): Promise<StreamStatus> {
    const { source } = this.#settings
    const { highestSeq, lowestSeq } = await source.position()
    const messagesPerMinute = source.messagesPerMinute?.()
    return {
      stream: this.nsid,
      highestSeq,
      ...(lowestSeq === undefined ? {} : { lowestSeq }),
      seqScheme: source.seqScheme,
      ...(source.sequenceId === undefined ? {} : { sequenceId: source.sequenceId }),
      ...(source.slots === 1 ? {} : { shardCount: source.slots }),
      ...(messagesPerMinute === undefined ? {} : { messagesPerMinute }),
      time: new Date(this.#context.now()).toISOString(),
      subprotocols: this.subprotocols,
    }
  }

  /** What the stream has done so far; the lag is unknown while the source fails. */
  async stats(): Promise<StreamStats> {
    const { source } = this.#settings
    const cursors = () => [...this.#connections].flatMap(({ cursor }) => cursor ?? [])
    const lag = await streamLag(source, cursors, this.#report)
    return { stream: this.nsid, ...this.#meter.counted(), ...lag }
  }

  /** Stops following the source, besides. */
  close(code: number, reason: string): Promise<void> {
    this.#unsubscribe()
    return this.#open.close(code, reason)
  }

  terminate(): void {
    this.#open.terminate()
  }

  #accept(
    webSocket: WebSocket,
    socket: Duplex,
    address: string | undefined,
    request: ConnectionRequest,
  ): FrameSocket {
    const { highWaterBytes = 1024 * 1024, source } = this.#settings
    const subprotocol = negotiated(this.subprotocols, webSocket.protocol)
    const frames = new FrameSocket(webSocket, socket, highWaterBytes, this.#context.budget)
    const settings = this.#connectionSettings(webSocket.protocol !== '' && isV1(subprotocol))
    const feed = this.#feeds.join(subprotocol, request.selection)
    const connection = new Connection(
      frames,
      feed,
      source,
      this.#context.turns,
      settings,
      request.cursor,
    )
    this.#connections.add(feed, connection)
    frames.whenClosing(() => {
      this.#meter.countDrop(frames.dropReason)
      // Nobody is kept behind who gets nothing any more.
      this.#connections.delete(feed, connection)
    })
    this.#open.add(webSocket, frames, () => {
      this.#feeds.leave(subprotocol, request.selection)
      if (this.#connections.size === 0) this.#stopTicking()
    })
    this.#startTicking()
    const { shard } = feed.meter
    this.#context.log?.subscribed(
      {
        stream: this.nsid,
        address,
        subprotocol,
        shard,
        asked: request.cursor,
        reached: () => connection.cursor,
      },
      webSocket,
      frames,
    )
    void connection.start()
    return frames
  }

  #connectionSettings(negotiatedV1: boolean): ConnectionSettings {
    const { cursorMessages = 'always', cursorEvery = 1000 } = this.#settings
    return {
      cursorMessages: cursorMessages === 'always' || negotiatedV1,
      cursorEvery,
      futureAllowanceMs: this.#settings.futureAllowanceMs ?? defaultFutureAllowanceMs,
      batchBytes,
      now: this.#context.now,
      onFailure: this.#onFailure,
    }
  }

  readonly #onFailure = (error: unknown, socket: FrameSocket): void => {
    this.#report(error)
    socket.close(1011, 'internal error', 'source-failed')
  }

  readonly #report = (error: unknown): void => {
    this.#context.report('source failed', this.nsid, error)
  }

  #wake(): void {
    this.#feeds.invalidate()
    for (const connection of this.#connections) connection.wake()
  }

  #startTicking(): void {
    const { cursorIntervalMs = 15_000, minBytesPerSecond = 0 } = this.#settings
    this.#ticker ??= setInterval(() => {
      for (const connection of this.#connections) connection.tick()
    }, cursorIntervalMs).unref()
    if (minBytesPerSecond === 0) return
    const { minRateWindowMs = 30_000 } = this.#settings
    const minBytes = (minBytesPerSecond * minRateWindowMs) / 1000
    this.#rateChecker ??= setInterval(() => {
      for (const connection of this.#connections) connection.checkRate(minBytes)
    }, minRateWindowMs).unref()
  }

  #stopTicking(): void {
    clearInterval(this.#ticker)
    clearInterval(this.#rateChecker)
    this.#ticker = undefined
    this.#rateChecker = undefined
  }
}

function isV1(subprotocol: Subprotocol): boolean {
  return subprotocol !== 'xrpc.v0.cbor'
}
