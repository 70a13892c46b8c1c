import { IncomingMessage, ServerResponse, type Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { ParamsError } from '../errors.js'
import { parseOffers, selectSubprotocol } from '../frame/negotiation.js'
import { subprotocols } from '../frame/subprotocol.js'
import type { StreamDescriptor, TypedMessage } from '../stream/descriptor.js'
import type { ConnectionRequest } from './connection.js'
import { EncodedFrames } from './encoded-frames.js'
import type { MountOptions } from './mount-options.js'
import { MountedStream } from './mounted-stream.js'
import { RefusalError } from './refusal-error.js'
import {
  goingAway,
  internalError,
  invalidRequest,
  methodNotAllowed,
  refuseRequest,
  refuseUpgrade,
  upgradeRequired,
  type Refusal,
} from './refusal.js'
import { requestParser } from './request-parser.js'
import { pathOf, queryOf } from './request-target.js'
import { answerStatus, statusNsid } from './status-answer.js'
import { streamWire } from './stream-wire.js'

/** How a server behaves, whatever its streams. */
export interface StreamServerOptions {
  /** How large a client's messages may be, which are ignored; 64 KiB by default. */
  readonly maxIncomingBytes?: number
  /** Whether permessage-deflate is accepted; it costs CPU and memory per connection. Off by default. */
  readonly perMessageDeflate?: boolean
  /** The clock, in milliseconds since the UNIX epoch; `Date.now` by default. */
  readonly now?: () => number
  /**
   * Told of what goes wrong inside: a source that fails (its connections close with 1011), a stored
   * frame that is none (it is left out of the v1 subprotocols). Must not throw.
   */
  readonly onError?: (error: unknown) => void
}

/** How connections are closed when the server goes away. */
export interface StreamServerCloseOptions {
  /**
   * 1012 (service restart) by default, or 1001 (going away). Never 1000: clients take that for the
   * end of the stream and stay away.
   */
  readonly code?: 1001 | 1012
  /** How long consumers may take to receive what is queued, in milliseconds; 5,000 by default. */
  readonly deadlineMs?: number
}

/**
 * Serves event streams under `/xrpc/<nsid>` of a `node:http` server that is there anyway, and
 * `com.atproto.stream.getStatus` for them. All other requests are left to whoever else listens.
 */
export class StreamServer {
  readonly #mounts = new Map<string, MountedStream>()
  readonly #webSockets: WebSocketServer
  readonly #now: () => number
  readonly #onError: (error: unknown) => void
  #closed = false

  constructor(options: StreamServerOptions = {}) {
    this.#now = options.now ?? Date.now
    this.#onError = options.onError ?? (() => undefined)
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: options.maxIncomingBytes ?? 64 * 1024,
      perMessageDeflate: options.perMessageDeflate ?? false,
      handleProtocols: (_protocols, request) => {
        const offers = parseOffers(request.headers['sec-websocket-protocol'])
        const mount = this.#mountOf(pathOf(request))
        return selectSubprotocol(offers, mount?.shape.subprotocols ?? []) ?? false
      },
    })
  }

  /**
   * Adds a stream.
   *
   * @throws RangeError where there is one of the same NSID
   */
  mount<P, M extends TypedMessage>(
    descriptor: StreamDescriptor<P, M>,
    options: MountOptions<P>,
  ): MountedStream {
    const { nsid, defaultSubprotocol } = descriptor
    if (this.#mounts.has(nsid)) throw new RangeError(`${nsid} is mounted already`)
    const others = (options.subprotocols ?? subprotocols).filter((s) => s !== defaultSubprotocol)
    const maxEncodedBytes = options.maxEncodedBytes ?? 64 * 1024 * 1024
    const frames = new EncodedFrames(nsid, maxEncodedBytes, this.#onError)
    const wires = {
      'xrpc.v0.cbor': streamWire(descriptor, 'xrpc.v0.cbor', frames),
      'xrpc.v1.cbor': streamWire(descriptor, 'xrpc.v1.cbor', frames),
      'xrpc.v1.json': streamWire(descriptor, 'xrpc.v1.json', frames),
    }
    const shape = {
      nsid,
      subprotocols: [defaultSubprotocol, ...others],
      wire: (subprotocol: keyof typeof wires) => wires[subprotocol],
      parse: requestParser(descriptor, options),
    }
    const mount = new MountedStream(shape, options, { now: this.#now, onError: this.#onError })
    this.#mounts.set(nsid, mount)
    return mount
  }

  /**
   * Takes the mounted streams' requests from an HTTP server, ahead of every listener that it has or
   * will get: others would answer them too, or destroy upgrades that they do not know.
   *
   * @returns what gives the server back
   */
  attach(server: Server | SecureServer): () => void {
    const emit = server.emit.bind(server)
    const takes = (event: string, [request, second, head]: readonly unknown[]): boolean => {
      if (!(request instanceof IncomingMessage)) return false
      if (event === 'request') {
        return isResponse(second) && this.handleRequest(request, second)
      }
      return (
        event === 'upgrade' &&
        second instanceof Duplex &&
        head instanceof Buffer &&
        this.handleUpgrade(request, second, head)
      )
    }
    server.emit = (event: string, ...args: unknown[]) => takes(event, args) || emit(event, ...args)
    // Without a listener Node hands upgrade requests out as plain ones.
    const onUpgrade = (_request: IncomingMessage, socket: Duplex) => {
      if (server.listenerCount('upgrade') > 1) return
      const message = 'no WebSocket endpoint of that name'
      refuseUpgrade(socket, { status: 501, error: 'MethodNotImplemented', message })
    }
    server.on('upgrade', onUpgrade)
    return () => {
      server.emit = emit
      server.off('upgrade', onUpgrade)
    }
  }

  /**
   * Serves an upgrade request if it is for a mounted stream.
   *
   * @returns false where it is not, and nothing was done
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const mount = this.#mountOf(pathOf(request))
    if (mount === undefined) return false
    const asked = this.#admit(mount, request)
    if ('status' in asked) refuseUpgrade(socket, asked)
    else {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        mount.accept(webSocket, socket, asked)
      })
    }
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
      void answerStatus(request, response, this.#mounts, this.#onError)
      return true
    }
    if (this.#mountOf(path) === undefined) return false
    refuseRequest(response, request.method === 'GET' ? upgradeRequired : methodNotAllowed)
    return true
  }

  /** Closes all connections and takes no new ones; resolves once they have ended. */
  async close(options: StreamServerCloseOptions = {}): Promise<void> {
    const { code = 1012, deadlineMs = 5000 } = options
    this.#closed = true
    const reason = code === 1012 ? 'service restart' : 'going away'
    const mounts = [...this.#mounts.values()]
    const timer = setTimeout(() => {
      for (const mount of mounts) mount.terminate()
    }, deadlineMs)
    await Promise.all(mounts.map((mount) => mount.close(code, reason)))
    clearTimeout(timer)
  }

  #mountOf(path: string): MountedStream | undefined {
    return path.startsWith('/xrpc/') ? this.#mounts.get(path.slice('/xrpc/'.length)) : undefined
  }

  /** What a client asks for, or why it is refused. */
  #admit(mount: MountedStream, request: IncomingMessage): ConnectionRequest | Refusal {
    if (this.#closed) return goingAway
    if (request.method !== 'GET') return methodNotAllowed
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return upgradeRequired
    try {
      return mount.shape.parse(queryOf(request))
    } catch (error) {
      if (error instanceof RefusalError) return error.refusal
      if (error instanceof ParamsError) return invalidRequest(error.message)
      this.#onError(error)
      return internalError
    }
  }
}

function isResponse(value: unknown): value is ServerResponse {
  return value instanceof ServerResponse
}
