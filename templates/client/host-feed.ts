import { DecodeError } from '../errors.js'
import type { DecodedFrame } from '../frame/decoded-frame.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { backoffMs } from './backoff.js'
import type { Feed, FeedEvents } from './feed.js'
import { dialNegotiated, type NegotiatedConnection } from './negotiated-dial.js'
import { Progress } from './progress.js'
import { ReceiveQueue } from './receive-queue.js'
import {
  ConnectError,
  ProtocolError,
  ReceiveQueueError,
  StreamError,
  type SubscribeError,
} from './subscribe-error.js'
import type { HostFeedPlan } from './subscription-plan.js'

/** Someone who waits for a message. */
interface Waiter<M> {
  readonly resolve: (result: IteratorResult<M, undefined>) => void
  readonly reject: (error: unknown) => void
}

/** The connection that is open, or being opened. */
interface Connection {
  readonly dialled: NegotiatedConnection
  /** Absent until the wire format is settled. */
  subprotocol: Subprotocol | undefined
  paused: boolean
  /** Whether its last frame is in the queue. */
  over: boolean
}

/**
 * The messages of a stream from one host, `#cursor` and `#info` among them, over as many connections
 * as it takes.
 *
 * It connects when the first message is asked for. Frames are decoded as they are handed out, so that
 * {@link cursor}, {@link told} and {@link live} always tell where the consumer is.
 *
 * `next` throws
 *
 * - `SubscribeError`: what cannot be mended by connecting again;
 * - `DecodeError`: a frame breaks the wire format or the lexicon.
 */
export class HostFeed<M extends TypedMessage> implements Feed<M> {
  readonly host: string
  readonly #plan: HostFeedPlan<M>
  readonly #events: FeedEvents<M>
  readonly #progress: Progress<M>
  readonly #maxQueueBytes: number
  readonly #queue = new ReceiveQueue()
  #waiters: Waiter<M>[] = []
  #state: 'idle' | 'running' | 'ended' = 'idle'
  #connection: Connection | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0

  constructor(plan: HostFeedPlan<M>, events: FeedEvents<M>) {
    this.#plan = plan
    this.#events = events
    this.host = new URL(plan.url(0)).host
    this.#progress = new Progress(plan.descriptor.nsid, plan.from)
    this.#maxQueueBytes = plan.options.maxQueueBytes ?? 4 * 1024 * 1024
  }

  /** Everything up to this seq has been handed out. */
  get cursor(): number | undefined {
    return this.#progress.cursor
  }

  /** The last `#cursor` message that was handed out; absent against servers that send none. */
  get told(): (M & CursorMessage) | undefined {
    return this.#progress.told
  }

  /**
   * Whether messages are new ones rather than replayed; absent while not connected, and where the
   * server does not tell.
   */
  get live(): boolean | undefined {
    return this.#progress.live
  }

  /** The wire format of the connection; absent while there is none. */
  get subprotocol(): Subprotocol | undefined {
    return this.#connection?.subprotocol
  }

  /** The next message; several calls are answered in their order. */
  next(): Promise<IteratorResult<M, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      if (this.#waiters.length === 1) this.#serve()
    })
  }

  /** Ends the feed. */
  return(): Promise<IteratorResult<M, undefined>> {
    this.#end(1000, '')
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Hands messages to those who wait, for as long as there are both. */
  #serve(): void {
    for (let [waiter] = this.#waiters; waiter !== undefined; [waiter] = this.#waiters) {
      try {
        const result = this.#poll()
        if (result === undefined) return
        waiter.resolve(result)
      } catch (error) {
        // Out of the queue before the others are told that there is nothing more to come.
        this.#waiters.shift()
        this.#end(closeCodeFor(error), '', error)
        waiter.reject(error)
        return
      }
      this.#waiters.shift()
    }
  }

  /** Absent where there is nothing to consume yet. */
  #poll(): IteratorResult<M, undefined> | undefined {
    if (this.#state === 'idle') this.#start()
    for (;;) {
      if (this.#state === 'ended') return { done: true, value: undefined }
      const item = this.#queue.shift()
      if (item === undefined) return undefined
      if (item.kind === 'end') {
        this.#reconnect(item.error)
        continue
      }
      const message = this.#consume(item.frame, item.binary)
      if (message === undefined) continue
      this.#events.delivered(message)
      return { done: false, value: message }
    }
  }

  #start(): void {
    const { signal } = this.#plan.options
    this.#state = 'running'
    if (signal?.aborted === true) this.#end(1000, '')
    else {
      signal?.addEventListener('abort', this.#onAbort)
      this.#connect()
    }
  }

  #end(code: number, reason: string, error?: unknown): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#plan.options.signal?.removeEventListener('abort', this.#onAbort)
    clearTimeout(this.#timer)
    this.#disconnect(code, reason)
    const waiters = this.#waiters
    this.#waiters = []
    this.#events.ended(error)
    for (const { resolve } of waiters) resolve({ done: true, value: undefined })
  }

  readonly #onAbort = (): void => this.#end(1000, '')

  #connect(): void {
    const { descriptor, options, url, dial } = this.#plan
    const { defaultSubprotocol } = descriptor
    const wanted = options.subprotocols ?? []
    // Who wants nothing but the default gets it from every server by not asking.
    const offers = wanted.every((token) => token === defaultSubprotocol) ? [] : wanted
    const request = { url: url(this.#progress.cursor), offers, defaultSubprotocol }
    const connection: Connection = {
      subprotocol: undefined,
      paused: false,
      over: false,
      dialled: dialNegotiated(dial, request, {
        opened: (subprotocol) => {
          connection.subprotocol = subprotocol
          this.#events.connectionChanged()
        },
        received: (frame, binary) => this.#received(connection, frame, binary),
        ended: (error) => this.#ended(connection, error),
      }),
    }
    this.#connection = connection
  }

  #received(connection: Connection, frame: Uint8Array, binary: boolean): void {
    if (this.#connection !== connection || connection.over) return
    this.#failures = 0
    this.#queue.push({ kind: 'frame', frame, binary })
    this.#serve()
    if (this.#queue.bytes <= this.#maxQueueBytes || connection.paused) return
    connection.paused = connection.dialled.pause()
    if (connection.paused) return
    this.#ended(connection, 'overflow')
    connection.dialled.close(1000, '')
  }

  #ended(connection: Connection, error: SubscribeError | 'overflow'): void {
    if (this.#connection !== connection || connection.over) return
    connection.over = true
    this.#queue.push({ kind: 'end', error })
    this.#serve()
  }

  /** Closes the connection; nothing more of it is seen. */
  #disconnect(code: number, reason: string): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#queue.clear()
    this.#progress.disconnected()
    if (connection?.over === false) connection.dialled.close(code, reason)
    if (connection !== undefined) this.#events.connectionChanged()
  }

  /** Starts over from the cursor, or throws where that would not help. */
  #reconnect(error: SubscribeError | 'overflow'): void {
    this.#disconnect(1000, '')
    if (error === 'overflow') {
      if (this.#progress.cursor === undefined) throw new ReceiveQueueError(this.#maxQueueBytes)
      this.#connect()
      return
    }
    if (!error.retryable) throw error
    const { backoff, onReconnect } = this.#plan.options
    const failures = ++this.#failures
    const wantedMs = error instanceof ConnectError ? (error.retryAfterMs ?? 0) : 0
    const delayMs = Math.max(backoffMs(failures, backoff), wantedMs)
    onReconnect?.({ error, failures, delayMs })
    if (this.#state !== 'ended') this.#timer = setTimeout(() => this.#connect(), delayMs)
  }

  /** The message of a frame; absent where there is none that the consumer has not seen yet. */
  #consume(frame: Uint8Array, binary: boolean): M | undefined {
    const decoded = this.#decode(frame, binary)
    this.#letIn()
    switch (decoded.kind) {
      case 'message':
        return this.#progress.admit(decoded.message) ? decoded.message : undefined
      case 'error':
        this.#reconnect(new StreamError(decoded.error, decoded.message))
        return undefined
      default:
        this.#plan.options.onUnknown?.(decoded)
        return undefined
    }
  }

  #decode(frame: Uint8Array, binary: boolean): DecodedFrame<M> {
    const { descriptor, options } = this.#plan
    const codec = descriptor.codecs[this.subprotocol ?? descriptor.defaultSubprotocol]
    if (binary !== codec.binary) {
      const kind = binary ? 'binary' : 'text'
      throw new ProtocolError(`a ${kind} message on a connection that speaks ${codec.subprotocol}`)
    }
    return options.formats === false ? codec.decodeWithoutFormats(frame) : codec.decode(frame)
  }

  /** Has the server go on sending once half of what waited has been consumed. */
  #letIn(): void {
    const connection = this.#connection
    if (connection?.paused !== true || this.#queue.bytes > this.#maxQueueBytes / 2) return
    connection.paused = false
    connection.dialled.resume()
  }
}

/** What to tell the server that its messages ended this in. */
function closeCodeFor(error: unknown): number {
  if (error instanceof DecodeError) return 1007
  return error instanceof ProtocolError ? 1002 : 1000
}
