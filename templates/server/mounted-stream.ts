import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Subprotocol } from '../frame/subprotocol.js'
import { defaultFutureAllowanceMs } from '../stream/cursor-resolution.js'
import type { StreamStatus } from '../stream/status.js'
import type { AdmitRequest } from './auth-hook.js'
import { Connection, type ConnectionRequest, type ConnectionSettings } from './connection.js'
import { FrameSocket } from './frame-socket.js'
import { negotiated, type AcceptWebSocket, type Mount, type MountContext } from './mount.js'
import type { MountSettings } from './mount-options.js'
import { OpenSockets } from './open-sockets.js'
import type { StreamWire } from './stream-wire.js'

/** What a stream is, apart from the types of its messages. */
export interface MountedShape {
  readonly nsid: string
  /** The tokens that can be negotiated, the lexicon's default first. */
  readonly subprotocols: readonly Subprotocol[]
  /** The stream's frames in a subprotocol. */
  readonly wire: (subprotocol: Subprotocol) => StreamWire
  /** Reads a request before the upgrade; throws ParamsError or RefusalError. */
  readonly admit: AdmitRequest<ConnectionRequest>
}

/** One stream of a server: its source, and everyone who is connected to it. */
export class MountedStream implements Mount {
  readonly #shape: MountedShape
  readonly #settings: MountSettings
  readonly #context: MountContext
  readonly #connections = new Set<Connection>()
  readonly #open = new OpenSockets()
  readonly #unsubscribe: () => void
  #wakeScheduled = false
  #ticker: NodeJS.Timeout | undefined

  constructor(shape: MountedShape, settings: MountSettings, context: MountContext) {
    this.#shape = shape
    this.#settings = settings
    this.#context = context
    this.#unsubscribe = settings.source.subscribe(() => this.#scheduleWake())
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
      return (webSocket, socket) => this.#accept(webSocket, socket, asked)
    }
    return admitted instanceof Promise ? admitted.then(accepting) : accepting(admitted)
  }

  #accept(webSocket: WebSocket, socket: Duplex, request: ConnectionRequest): FrameSocket {
    const wire = this.#shape.wire(negotiated(this.subprotocols, webSocket.protocol))
    const frames = new FrameSocket(webSocket, socket, this.#settings.highWaterBytes ?? 1024 * 1024)
    const settings = this.#connectionSettings(webSocket.protocol !== '' && isV1(wire.subprotocol))
    const connection = new Connection(frames, wire, this.#settings.source, settings, request)
    frames.whenClosing(() => connection.wake())
    this.#connections.add(connection)
    this.#open.add(webSocket, frames, () => {
      this.#connections.delete(connection)
      if (this.#connections.size === 0) this.#stopTicking()
    })
    this.#startTicking()
    connection.run().catch((error: unknown) => {
      this.#context.onError(error)
      frames.close(1011, 'internal error')
    })
    return frames
  }

  async status(): Promise<StreamStatus> {
    const { source } = this.#settings
    const { highestSeq, lowestSeq } = await source.position()
    return {
      stream: this.nsid,
      highestSeq,
      ...(lowestSeq === undefined ? {} : { lowestSeq }),
      seqScheme: source.seqScheme,
      ...(source.sequenceId === undefined ? {} : { sequenceId: source.sequenceId }),
      ...(source.slots === 1 ? {} : { shardCount: source.slots }),
      time: new Date(this.#context.now()).toISOString(),
      subprotocols: this.subprotocols,
    }
  }

  /** Stops following the source, besides. */
  close(code: number, reason: string): Promise<void> {
    this.#unsubscribe()
    return this.#open.close(code, reason)
  }

  terminate(): void {
    this.#open.terminate()
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
      for (const connection of this.#connections) connection.wake()
    })
  }

  #startTicking(): void {
    this.#ticker ??= setInterval(() => {
      for (const connection of this.#connections) connection.tick()
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
