import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { ParamsError } from '../errors.js'
import { parseOffers, selectSubprotocol } from '../frame/negotiation.js'
import { subprotocols, type Subprotocol } from '../frame/subprotocol.js'
import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import { attachTo } from './attach.js'
import { authenticated, identified } from './auth-hook.js'
import { addressGroup, clientAddress } from './client-address.js'
import { ConnectionSlots } from './connection-slots.js'
import { BufferBudget } from './delivery/buffer-budget.js'
import type { EncodedFrames } from './delivery/encoded-frames.js'
import type { FrameSocket } from './delivery/frame-socket.js'
import { streamWire } from './delivery/stream-wire.js'
import { Turns } from './delivery/turns.js'
import type { HandlerOptions } from './handler-options.js'
import { checkHandshake } from './handshake-check.js'
import { HandshakeRefusals } from './handshake-refusals.js'
import { Handshakes } from './handshakes.js'
import { Heartbeat } from './heartbeat.js'
import { guardIncoming } from './incoming-guard.js'
import { IncomingRate } from './incoming-rate.js'
import { ServerLog } from './logging/server-log.js'
import type { StreamLogger } from './logging/stream-logger.js'
import type { ServerStats } from './metrics/server-stats.js'
import type { Mount, MountContext } from './mount.js'
import type { MountOptions } from './mount-options.js'
import { mountedHandler, type MountedHandler } from './mounted-handler.js'
import { MountedStream } from './mounted-stream.js'
import { RefusalError } from './refusal-error.js'
import {
  goingAway,
  internalError,
  invalidRequest,
  methodNotAllowed,
  refuseRequest,
  upgradeRequired,
  type Refusal,
} from './refusal.js'
import { requestParser } from './request-parser.js'
import { pathOf } from './request-target.js'
import { serverLimits, type ServerLimits } from './server-limits.js'
import { answerStatus, statusNsid, type StatusAccess } from './status-answer.js'
import { checkTarget } from './target-check.js'

/** How a server behaves, whatever its streams. */
export interface StreamServerOptions extends ServerLimits {
  /** Whether permessage-deflate is accepted; it costs CPU and memory per connection. Off by default. */
  readonly perMessageDeflate?: boolean
  /** The clock, in milliseconds since the UNIX epoch; `Date.now` by default. */
  readonly now?: () => number
  /**
   * Told of what goes wrong inside: a source that fails (its connections close with 1011), one that
   * reads what it should not (a `SourceError`, which says what comes of it), a stored frame that is
   * none (it is left out of the v1 subprotocols). Must not throw.
   */
  readonly onError?: (error: unknown) => void
  /**
   * What connections, refused handshakes and failures are logged to, a pino logger for instance;
   * by default nothing is logged.
   */
  readonly logger?: StreamLogger
}

/** Connections that are closed are gone after so many milliseconds, whatever their peers do. */
const longestDeadlineMs = 120_000

/** How connections are closed when the server goes away. */
export interface StreamServerCloseOptions {
  /**
   * 1012 (service restart) by default, or 1001 (going away). Never 1000: clients take that for the
   * end of the stream and stay away.
   */
  readonly code?: 1001 | 1012
  /**
   * How long consumers may take to receive what is queued, in milliseconds: 5,000 by default, 120,000
   * at most.
   */
  readonly deadlineMs?: number
}

/**
 * Serves event streams under `/xrpc/<nsid>` of a `node:http` server that is there anyway, and
 * `com.atproto.stream.getStatus` for them. All other requests are left to whoever else listens.
 */
export class StreamServer {
  readonly #mounts = new Map<string, Mount>()
  readonly #webSockets: WebSocketServer
  readonly #limits: Required<ServerLimits>
  readonly #slots: ConnectionSlots
  readonly #handshakes: Handshakes
  readonly #heartbeat: Heartbeat
  readonly #refusals: HandshakeRefusals
  readonly #onError: (error: unknown) => void
  readonly #context: MountContext
  #closed = false

  /** @throws RangeError where a limit makes no sense */
  constructor(options: StreamServerOptions = {}) {
    const limits = serverLimits(options)
    const { logger, onError = () => undefined } = options
    const log = logger === undefined ? undefined : new ServerLog(logger, onError)
    this.#onError = onError
    this.#context = {
      now: options.now ?? Date.now,
      report: (failure, stream, error, seq) => {
        onError(error)
        log?.failed(failure, stream, error, seq)
      },
      log,
      turns: new Turns(),
      budget: new BufferBudget(limits.maxBufferedBytes),
    }
    this.#limits = limits
    this.#refusals = new HandshakeRefusals(limits.trustedHops, log)
    this.#slots = new ConnectionSlots(limits)
    this.#handshakes = new Handshakes(limits.handshakeTimeoutMs)
    this.#heartbeat = new Heartbeat(limits.pingIntervalMs)
    const webSocketOptions = {
      noServer: true,
      // Sockets are ended here, sooner or later: see FrameSocket.close, and close below.
      closeTimeout: longestDeadlineMs,
      clientTracking: false,
      // Pings are answered by what counts them.
      autoPong: false,
      maxPayload: limits.maxIncomingBytes,
      perMessageDeflate: options.perMessageDeflate ?? false,
      handleProtocols: (_protocols: Set<string>, request: IncomingMessage) => {
        const offers = parseOffers(request.headers['sec-websocket-protocol'])
        const mount = this.#mountOf(pathOf(request))
        return selectSubprotocol(offers, mount?.subprotocols ?? []) ?? (false as const)
      },
    }
    this.#webSockets = new WebSocketServer(webSocketOptions)
    this.#webSockets.on('wsClientError', ({ message }, socket, request) => {
      const stream = this.#mountOf(pathOf(request))?.nsid
      this.#refusals.upgrade(request, socket, invalidRequest(message), stream)
    })
  }

  /** How many connections there are over all streams, those still shaking hands included. */
  get connectionCount(): number {
    return this.#slots.taken
  }

  /** What the server has done since it was made, and how it stands. Never rejects. */
  async stats(): Promise<ServerStats> {
    const streams = await Promise.all([...this.#mounts.values()].map((mount) => mount.stats()))
    return {
      streams,
      connections: this.connectionCount,
      bufferedBytes: this.#context.budget.bufferedBytes,
      refusedHandshakes: this.#refusals.counted(),
    }
  }

  /**
   * Adds a stream that has a log.
   *
   * @throws RangeError where there is one of the same NSID, the source's `slots` are no power of two,
   * or a number among the options makes no sense
   */
  mount<P, M extends TypedMessage, A = undefined>(
    descriptor: StreamDescriptor<P, M>,
    options: MountOptions<P, A>,
  ): MountedStream {
    const { nsid, defaultSubprotocol } = descriptor
    this.#checkFree(nsid)
    const others = (options.subprotocols ?? subprotocols).filter((s) => s !== defaultSubprotocol)
    const shape = {
      nsid,
      subprotocols: [defaultSubprotocol, ...others],
      wire: (subprotocol: Subprotocol, frames: EncodedFrames) =>
        streamWire(descriptor, subprotocol, frames),
      admit: authenticated(options.auth, requestParser(descriptor, options)),
      identify: identified(options.auth),
    }
    const mount = new MountedStream(shape, options, this.#context)
    this.#mounts.set(nsid, mount)
    return mount
  }

  /**
   * Adds a stream that has no log: a handler makes its messages, connection by connection.
   *
   * @throws RangeError where there is one of the same NSID, or a number among the options makes no
   * sense
   */
  mountHandler<P, const M extends TypedMessage, E extends string, A = undefined>(
    descriptor: StreamDescriptor<P, M, E>,
    options: HandlerOptions<P, M, E, A>,
  ): MountedHandler<M> {
    this.#checkFree(descriptor.nsid)
    const mount = mountedHandler(descriptor, options, this.#context)
    this.#mounts.set(descriptor.nsid, mount)
    return mount
  }

  /**
   * Takes the mounted streams' requests from an HTTP server, ahead of every listener that it has or
   * will get: others would answer them too, or destroy upgrades that they do not know.
   *
   * @returns what gives the server back
   */
  attach(server: Server | SecureServer): () => void {
    return attachTo(server, this, (request, socket, refusal) => {
      this.#refusals.upgrade(request, socket, refusal, undefined)
    })
  }

  /**
   * Serves an upgrade request if it is for a mounted stream.
   *
   * @returns false where it is not, and nothing was done
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const mount = this.#mountOf(pathOf(request))
    if (mount === undefined) return false
    const refusal = this.#judge(request)
    if (refusal !== undefined) this.#refusals.upgrade(request, socket, refusal, mount.nsid)
    else void this.#shakeHands(mount, request, socket, head)
    return true
  }

  /**
   * Answers a plain request if it is for a mounted stream, or for its status.
   *
   * @returns false where it is not, and nothing was done
   */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean {
    const path = pathOf(request)
    if (path === `/xrpc/${statusNsid}`) {
      const refusal = checkTarget(request, this.#limits)
      if (refusal !== undefined) refuseRequest(response, refusal)
      else void answerStatus(request, response, this.#statusAccess)
      return true
    }
    const mount = this.#mountOf(path)
    if (mount === undefined) return false
    const refusal = request.method === 'GET' ? upgradeRequired : methodNotAllowed
    this.#refusals.plain(request, response, refusal, mount.nsid)
    return true
  }

  /** Closes all connections and takes no new ones; resolves once they have ended. */
  async close(options: StreamServerCloseOptions = {}): Promise<void> {
    const { code = 1012 } = options
    const deadlineMs = Math.min(options.deadlineMs ?? 5000, longestDeadlineMs)
    const logClosed = this.#closed
      ? undefined
      : this.#context.log?.closing(code, this.connectionCount)
    this.#closed = true
    this.#handshakes.abort()
    const reason = code === 1012 ? 'service restart' : 'going away'
    const mounts = [...this.#mounts.values()]
    const timer = setTimeout(() => {
      for (const mount of mounts) mount.terminate()
    }, deadlineMs)
    await Promise.all(mounts.map((mount) => mount.close(code, reason)))
    clearTimeout(timer)
    logClosed?.()
  }

  readonly #statusAccess: StatusAccess = {
    mountOf: (nsid) => this.#mounts.get(nsid),
    identify: async (mount, request) => {
      await this.#handshakes.run(request.socket, (signal) => mount.identify(request, signal))
    },
    report: (failure, stream, error) => this.#context.report(failure, stream, error),
  }

  #mountOf(path: string): Mount | undefined {
    return path.startsWith('/xrpc/') ? this.#mounts.get(path.slice('/xrpc/'.length)) : undefined
  }

  #checkFree(nsid: string): void {
    if (this.#mounts.has(nsid)) throw new RangeError(`${nsid} is mounted already`)
  }

  /** Why a request is refused whatever its stream says, if it is. */
  #judge(request: IncomingMessage): Refusal | undefined {
    if (this.#closed) return goingAway
    return checkHandshake(request) ?? checkTarget(request, this.#limits)
  }

  /** Takes a slot, hears what the stream says of the request, and upgrades. Never rejects. */
  async #shakeHands(
    mount: Mount,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { nsid } = mount
    const address = clientAddress(request, this.#limits.trustedHops)
    const slot = this.#slots.take(address === undefined ? undefined : addressGroup(address))
    if (typeof slot !== 'function') return this.#refusals.upgrade(request, socket, slot, nsid)
    socket.once('close', slot)
    // Until the WebSocket is there nobody else listens, and an error would end the process.
    socket.on('error', ignore)
    try {
      const accept = await this.#handshakes.run(socket, (signal) => mount.admit(request, signal))
      if (this.#closed) return this.#refusals.upgrade(request, socket, goingAway, nsid)
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', ignore)
        this.#watch(webSocket, accept(webSocket, socket, address))
      })
    } catch (error) {
      this.#refusals.upgrade(request, socket, this.#refusalOf(error), nsid)
    }
  }

  #watch(webSocket: WebSocket, frames: FrameSocket): void {
    this.#heartbeat.watch(webSocket, frames)
    guardIncoming(
      webSocket,
      frames,
      new IncomingRate(this.#limits.maxIncomingPerSecond, monotonicNow),
    )
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof RefusalError) return error.refusal
    if (error instanceof ParamsError) return invalidRequest(error.message)
    // It may quote the request, which is nothing for a log.
    this.#onError(error)
    return internalError
  }
}

function ignore(): void {
  // What has to be done about a broken socket follows from its closing.
}

function monotonicNow(): number {
  return performance.now()
}
