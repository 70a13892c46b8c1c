import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Subprotocol } from '../frame/subprotocol.js'
import { defaultFutureAllowanceMs } from '../stream/cursor-resolution.js'
import type { StreamStatus } from '../stream/status.js'
import { Connection, type ConnectionRequest, type ConnectionSettings } from './connection.js'
import { FrameSocket } from './frame-socket.js'
import type { MountSettings } from './mount-options.js'
import type { StreamWire } from './stream-wire.js'

/** What a stream is, apart from the types of its messages. */
export interface MountedShape {
  readonly nsid: string
  /** The tokens that can be negotiated, the lexicon's default first. */
  readonly subprotocols: readonly Subprotocol[]
  /** The stream's frames in a subprotocol. */
  readonly wire: (subprotocol: Subprotocol) => StreamWire
  /** Reads a query string; throws ParamsError or RefusalError. */
  readonly parse: (query: URLSearchParams) => ConnectionRequest
}

/** What a stream takes from the server that it is mounted on. */
export interface MountContext {
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/** A connection that is being served. */
interface Subscriber {
  readonly connection: Connection
  readonly socket: FrameSocket
  readonly ended: Promise<void>
}

/** One stream of a server: its source, and everyone who is connected to it. */
export class MountedStream {
  readonly shape: MountedShape
  readonly #settings: MountSettings
  readonly #context: MountContext
  readonly #subscribers = new Set<Subscriber>()
  readonly #unsubscribe: () => void
  #wakeScheduled = false
  #ticker: NodeJS.Timeout | undefined

  constructor(shape: MountedShape, settings: MountSettings, context: MountContext) {
    this.shape = shape
    this.#settings = settings
    this.#context = context
    this.#unsubscribe = settings.source.subscribe(() => this.#scheduleWake())
  }

  /** How many connections there are. */
  get connectionCount(): number {
    return this.#subscribers.size
  }

  /** Serves an open WebSocket, made from `socket`, until it closes. */
  accept(webSocket: WebSocket, socket: Duplex, request: ConnectionRequest): void {
    const wire = this.shape.wire(this.#negotiated(webSocket.protocol))
    const frames = new FrameSocket(webSocket, socket, this.#settings.highWaterBytes ?? 1024 * 1024)
    const settings = this.#connectionSettings(webSocket.protocol !== '' && isV1(wire.subprotocol))
    const connection = new Connection(frames, wire, this.#settings.source, settings, request)
    const ended = new Promise<void>((resolve) => {
      webSocket.once('close', () => {
        this.#subscribers.delete(subscriber)
        if (this.#subscribers.size === 0) this.#stopTicking()
        connection.wake()
        resolve()
      })
    })
    const subscriber: Subscriber = { connection, socket: frames, ended }
    this.#subscribers.add(subscriber)
    this.#startTicking()
    connection.run().catch((error: unknown) => {
      this.#context.onError(error)
      frames.close(1011, 'internal error')
    })
  }

  /** What `com.atproto.stream.getStatus` answers. */
  async status(): Promise<StreamStatus> {
    const { source } = this.#settings
    const { highestSeq, lowestSeq } = await source.position()
    return {
      stream: this.shape.nsid,
      highestSeq,
      ...(lowestSeq === undefined ? {} : { lowestSeq }),
      seqScheme: source.seqScheme,
      ...(source.sequenceId === undefined ? {} : { sequenceId: source.sequenceId }),
      ...(source.slots === 1 ? {} : { shardCount: source.slots }),
      time: new Date(this.#context.now()).toISOString(),
      subprotocols: this.shape.subprotocols,
    }
  }

  /**
   * Closes all connections behind what is queued for them, and stops following the source.
   *
   * @returns a promise for the end of the last connection
   */
  async close(code: number, reason: string): Promise<void> {
    this.#unsubscribe()
    const subscribers = [...this.#subscribers]
    for (const { socket, connection } of subscribers) {
      socket.close(code, reason)
      connection.wake()
    }
    await Promise.all(subscribers.map(({ ended }) => ended))
  }

  /** Ends what connections are left, at once. */
  terminate(): void {
    for (const { socket } of this.#subscribers) socket.terminate()
  }

  /** `''` stands for the lexicon's default, which comes first. */
  #negotiated(token: string): Subprotocol {
    const { subprotocols } = this.shape
    return (
      subprotocols.find((subprotocol) => subprotocol === token) ?? subprotocols[0] ?? 'xrpc.v0.cbor'
    )
  }

  #connectionSettings(negotiatedV1: boolean): ConnectionSettings {
    const { cursorMessages = 'always', cursorEvery = 1000 } = this.#settings
    return {
      cursorMessages: cursorMessages === 'always' || negotiatedV1,
      cursorEvery,
      futureAllowanceMs: this.#settings.futureAllowanceMs ?? defaultFutureAllowanceMs,
      batchFrames: this.#settings.batchFrames ?? 256,
      batchBytes: 512 * 1024,
      now: this.#context.now,
    }
  }

  /** One turn of the event loop later, so that what is published together goes out together. */
  #scheduleWake(): void {
    if (this.#wakeScheduled) return
    this.#wakeScheduled = true
    setImmediate(() => {
      this.#wakeScheduled = false
      for (const { connection } of this.#subscribers) connection.wake()
    })
  }

  #startTicking(): void {
    this.#ticker ??= setInterval(() => {
      for (const { connection } of this.#subscribers) connection.tick()
    }, this.#settings.cursorIntervalMs ?? 15_000).unref()
  }

  #stopTicking(): void {
    clearInterval(this.#ticker)
    this.#ticker = undefined
  }
}

function isV1(subprotocol: Subprotocol): boolean {
  return subprotocol !== 'xrpc.v0.cbor'
}
