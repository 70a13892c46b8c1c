import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { subprotocols, type Subprotocol } from '../frame/subprotocol.js'
import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { StreamStatus } from '../stream/status.js'
import { authenticated, identified, type AdmitRequest } from './auth-hook.js'
import { wholeStream } from './delivery/feed.js'
import { FrameSocket } from './delivery/frame-socket.js'
import { HandlerConnection } from './delivery/handler-connection.js'
import { handlerWire, type HandlerWire } from './delivery/handler-wire.js'
import {
  checkHandlerSettings,
  type HandlerContext,
  type HandlerOptions,
  type HandlerSettings,
} from './handler-options.js'
import { HandlerRequest, type AdmittedHandler } from './handler-request.js'
import { StreamMeter, type StreamStats } from './metrics/stream-meter.js'
import { negotiated, type AcceptWebSocket, type Mount, type MountContext } from './mount.js'
import { OpenSockets } from './open-sockets.js'

/** A handler's stream, apart from the types of its parameters. */
interface HandlerShape<M extends TypedMessage> {
  readonly nsid: string
  readonly subprotocols: readonly Subprotocol[]
  readonly wire: (subprotocol: Subprotocol) => HandlerWire<M>
  readonly admit: AdmitRequest<AdmittedHandler<M>>
  readonly identify: AdmitRequest<unknown>
  readonly meter: StreamMeter
}

/** One stream of a server that a handler makes, connection by connection. */
export class MountedHandler<M extends TypedMessage> implements Mount {
  readonly #shape: HandlerShape<M>
  readonly #settings: HandlerSettings
  readonly #context: MountContext
  readonly #open = new OpenSockets()

  constructor(shape: HandlerShape<M>, settings: HandlerSettings, context: MountContext) {
    this.#shape = shape
    this.#settings = settings
    this.#context = context
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
    const accepting = (asked: AdmittedHandler<M>): AcceptWebSocket => {
      return (webSocket, socket, address) => this.#accept(webSocket, socket, address, asked)
    }
    return admitted instanceof Promise ? admitted.then(accepting) : accepting(admitted)
  }

  identify(request: IncomingMessage, signal: AbortSignal): unknown {
    return this.#shape.identify(request, signal)
  }

  async status(): Promise<StreamStatus | undefined> {
    const status = await this.#settings.status?.()
    return status === undefined
      ? undefined
      : {
          stream: this.nsid,
          ...status,
          time: new Date(this.#context.now()).toISOString(),
          subprotocols: this.subprotocols,
        }
  }

  /** What the stream has done so far; how far its consumers are behind only the handler knows. */
  stats(): Promise<StreamStats> {
    const lag = { highestSeq: undefined, lagSeqs: undefined, lagSeconds: undefined }
    return Promise.resolve({ stream: this.nsid, ...this.#shape.meter.counted(), ...lag })
  }

  close(code: number, reason: string): Promise<void> {
    return this.#open.close(code, reason)
  }

  terminate(): void {
    this.#open.terminate()
  }

  #accept(
    webSocket: WebSocket,
    socket: Duplex,
    address: string | undefined,
    request: AdmittedHandler<M>,
  ): FrameSocket {
    const { highWaterBytes = 1024 * 1024, stallTimeoutMs = 30_000 } = this.#settings
    const subprotocol = negotiated(this.subprotocols, webSocket.protocol)
    const frames = new FrameSocket(webSocket, socket, highWaterBytes, this.#context.budget)
    const { cursorMessages = 'always' } = this.#settings
    const part = this.#shape.meter.part(subprotocol, wholeStream)
    const negotiatedV1 = webSocket.protocol !== '' && subprotocol !== 'xrpc.v0.cbor'
    const connection = new HandlerConnection(frames, this.#shape.wire(subprotocol), part, {
      cursorMessages: cursorMessages === 'always' || negotiatedV1,
      stallTimeoutMs,
      now: this.#context.now,
      onError: this.#onError,
    })
    frames.whenClosing(() => this.#shape.meter.countDrop(frames.dropReason))
    this.#open.add(webSocket, frames, () => undefined)
    const { shard } = part
    this.#context.log?.subscribed(
      {
        stream: this.nsid,
        address,
        subprotocol,
        shard,
        asked: request.cursor,
        // Only the handler knows.
        reached: () => undefined,
      },
      webSocket,
      frames,
    )
    void connection.run(() => request.start(connection, subprotocol))
    return frames
  }

  readonly #onError = (error: unknown): void => {
    this.#context.report('handler failed', this.nsid, error)
  }
}

/**
 * A stream as its descriptor and its handler have it.
 *
 * @throws RangeError where a number among the options makes no sense
 */
export function mountedHandler<P, M extends TypedMessage, E extends string, A>(
  descriptor: StreamDescriptor<P, M, E>,
  options: HandlerOptions<P, M, E, A>,
  context: MountContext,
): MountedHandler<M> {
  checkHandlerSettings(options)
  const { nsid, defaultSubprotocol } = descriptor
  const others = (options.subprotocols ?? subprotocols).filter((s) => s !== defaultSubprotocol)
  const meter = new StreamMeter()
  const wires = {
    'xrpc.v0.cbor': handlerWire(descriptor, 'xrpc.v0.cbor', meter),
    'xrpc.v1.cbor': handlerWire(descriptor, 'xrpc.v1.cbor', meter),
    'xrpc.v1.json': handlerWire(descriptor, 'xrpc.v1.json', meter),
  }
  // Without a hook `A` is undefined: it is inferred from nothing else.
  const open: {
    handler(context: HandlerContext<P, M, E, A | undefined>): AsyncIterable<M>
  } = options
  const read = (query: URLSearchParams, auth: A | undefined): AdmittedHandler<M> =>
    new HandlerRequest(open, descriptor.params.parse(query), auth)
  const shape = {
    nsid,
    subprotocols: [defaultSubprotocol, ...others],
    wire: (subprotocol: Subprotocol) => wires[subprotocol],
    admit: authenticated(options.auth, read),
    identify: identified(options.auth),
    meter,
  }
  return new MountedHandler(shape, options, context)
}
