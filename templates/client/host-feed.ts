import { DecodeError } from '../errors.js'
import type { DecodedFrame } from '../frame/decoded-frame.js'
import type { Subprotocol } from '../frame/subprotocol.js'
import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import type { FeedEvents } from './feed.js'
import { Handout } from './handout.js'
import { dialNegotiated, type NegotiatedConnection } from './negotiated-dial.js'
import { offeredSubprotocols } from './offered-subprotocols.js'
import type { PolledFeed } from './polled-feed.js'
import { Progress } from './progress.js'
import { ReceiveQueue } from './receive-queue.js'
import { decodeReceived, invalidFrame, isInDefault } from './received-frame.js'
import { reconnectDelayMs } from './reconnect-delay.js'
import { idleLimitMs, SilenceWatch } from './silence-watch.js'
import {
  ProtocolError,
  ReceiveQueueError,
  SequenceOrderError,
  SilenceError,
  StreamError,
  SubprotocolEchoError,
  type SubscribeError,
} from './subscribe-error.js'
import type { InvalidFrame } from './subscribe-options.js'
import type { HostFeedPlan } from './subscription-plan.js'

/** The connection that is open, or being opened. */
interface Connection {
  readonly dialled: NegotiatedConnection
  /** Absent until the wire format is settled. */
  subprotocol: Subprotocol | undefined
  paused: boolean
  /** Whether its last frame is in the queue. */
  over: boolean
  /** When it opened, by the clock; absent while it has not. */
  openedMs: number | undefined
  /** Whether a frame of it has been consumed. */
  isRead: boolean
  /** Absent where silence means nothing. */
  silence: SilenceWatch | undefined
}

/**
 * A server that negotiated nothing is not offered anything for so long, in milliseconds, which would
 * take two connections instead of one each time. By then it may have been replaced by a newer one.
 */
const unnegotiatedMs = 600_000

/** A connection that lasted so long was none that brought nothing, in milliseconds. */
const lastingMs = 10_000

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
export class HostFeed<M extends TypedMessage> implements PolledFeed<M> {
  readonly host: string
  readonly #plan: HostFeedPlan<M>
  readonly #events: FeedEvents<M>
  readonly #progress: Progress<M>
  readonly #maxQueueBytes: number
  readonly #queue = new ReceiveQueue()
  readonly #handout = new Handout<M>(() => this.poll())
  #state: 'idle' | 'running' | 'ended' = 'idle'
  #connection: Connection | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  /** Whether the host selects subprotocols that it does not speak. */
  #isEchoing = false
  /** Until when it is taken to negotiate nothing, so that nothing is offered. */
  #silentUntilMs = 0

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
    return this.#handout.next()
  }

  /** Ends the feed. */
  return(): Promise<IteratorResult<M, undefined>> {
    this.#end(1000, '')
    return Promise.resolve({ done: true, value: undefined })
  }

  poll(): M | undefined {
    try {
      if (this.#state === 'idle') this.#start()
      while (this.#state === 'running') {
        const item = this.#queue.shift()
        if (item === undefined) return undefined
        if (item.kind === 'end') {
          this.#reconnect(item.error)
          continue
        }
        const message = this.#consume(item.frame, item.binary)
        if (message === undefined) continue
        this.#events.delivered(message)
        return message
      }
    } catch (error) {
      this.#end(closeCodeFor(error), '', { error })
    }
    return undefined
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

  #end(code: number, reason: string, failure?: { readonly error: unknown }): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#plan.options.signal?.removeEventListener('abort', this.#onAbort)
    clearTimeout(this.#timer)
    this.#disconnect(code, reason)
    this.#events.ended(failure?.error)
    this.#handout.end(failure)
  }

  readonly #onAbort = (): void => this.#end(1000, '')

  #connect(): void {
    const { descriptor, options, url, dial } = this.#plan
    const { defaultSubprotocol } = descriptor
    const offers =
      this.#isEchoing || Date.now() < this.#silentUntilMs
        ? []
        : offeredSubprotocols(options.subprotocols, defaultSubprotocol)
    const request = { url: url(this.#progress.cursor), offers, defaultSubprotocol }
    const connection: Connection = {
      subprotocol: undefined,
      paused: false,
      over: false,
      openedMs: undefined,
      isRead: false,
      silence: undefined,
      dialled: dialNegotiated(dial, request, {
        opened: (subprotocol, negotiates) => {
          if (!negotiates) this.#silentUntilMs = Date.now() + unnegotiatedMs
          connection.subprotocol = subprotocol
          connection.openedMs = Date.now()
          if (options.idleTimeoutMs !== undefined) this.#expectSound(connection)
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
    connection.silence?.heard()
    this.#queue.push({ kind: 'frame', frame, binary })
    this.#wake()
    if (this.#queue.bytes <= this.#maxQueueBytes || connection.paused) return
    connection.paused = connection.dialled.pause()
    if (connection.paused) return
    this.#ended(connection, 'overflow')
    connection.dialled.close(1000, '')
  }

  #ended(connection: Connection, error: SubscribeError | 'overflow'): void {
    if (this.#connection !== connection || connection.over) return
    connection.over = true
    connection.silence?.stop()
    this.#queue.push({ kind: 'end', error })
    this.#wake()
  }

  /** There may be a message where there was none. */
  #wake(): void {
    this.#handout.serve()
    this.#events.arrived?.()
  }

  /** Closes the connection; nothing more of it is seen. */
  #disconnect(code: number, reason: string): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#queue.clear()
    this.#progress.disconnected()
    connection?.silence?.stop()
    if (connection?.over === false) connection.dialled.close(code, reason)
    if (connection !== undefined) this.#events.connectionChanged()
  }

  /** Starts over from the cursor, or throws where that would not help. */
  #reconnect(error: SubscribeError | 'overflow'): void {
    const { openedMs = Infinity } = this.#connection ?? {}
    if (Date.now() - openedMs >= lastingMs) this.#failures = 0
    this.#disconnect(1000, '')
    // Who was told of that may have ended it all.
    if (this.#isEnded) return
    if (error === 'overflow') {
      if (this.#progress.cursor === undefined) throw new ReceiveQueueError(this.#maxQueueBytes)
      this.#connect()
      return
    }
    if (error.action === 'give-up') throw error
    const { backoff, onReconnect } = this.#plan.options
    if (!(error instanceof SubprotocolEchoError)) this.#failures++
    const failures = this.#failures
    const delayMs = reconnectDelayMs(error, failures, backoff)
    onReconnect?.({ error, failures, delayMs })
    if (this.#isEnded) return
    this.#timer = setTimeout(() => {
      try {
        this.#connect()
      } catch (thrown) {
        this.#end(1000, '', { error: thrown })
      }
    }, delayMs)
  }

  /** Whether it has ended by now, which any callback may have done. */
  get #isEnded(): boolean {
    return this.#state === 'ended'
  }

  /** The message of a frame; absent where there is none that the consumer has not seen yet. */
  #consume(frame: Uint8Array, binary: boolean): M | undefined {
    const decoded = this.#decode(frame, binary)
    this.#letIn()
    if (decoded === undefined) return undefined
    switch (decoded.kind) {
      case 'message':
        return this.#admit(decoded.message)
      case 'error':
        this.#reconnect(new StreamError(decoded.error, decoded.message))
        return undefined
      default:
        this.#plan.options.onUnknown?.(decoded)
        return undefined
    }
  }

  /** The message, where the consumer has not seen it yet. */
  #admit(message: M): M | undefined {
    const before = this.#progress.cursor
    if (!this.#progress.admit(message)) return undefined
    if (this.#progress.cursor !== before) this.#failures = 0
    const connection = this.#connection
    // Who sends these repeats them where there is nothing else to send.
    if (message === this.#progress.told && connection !== undefined) this.#expectSound(connection)
    return message
  }

  /** Has a connection given up on which nothing comes for too long. */
  #expectSound(connection: Connection): void {
    const { idleTimeoutMs = idleLimitMs } = this.#plan.options
    if (connection.silence !== undefined || connection.over) return
    if (idleTimeoutMs <= 0 || idleTimeoutMs === Infinity) return
    const isListening = () => !connection.paused
    connection.silence = new SilenceWatch(idleTimeoutMs, isListening, () => {
      this.#ended(connection, new SilenceError('message', idleTimeoutMs))
      connection.dialled.close(1000, '')
    })
  }

  /**
   * Decodes a frame; absent where the host proves by its first one not to speak what it selected: then
   * another connection is made, on which nothing is offered.
   */
  #decode(frame: Uint8Array, binary: boolean): DecodedFrame<M> | undefined {
    const { defaultSubprotocol } = this.#plan.descriptor
    const connection = this.#connection
    const subprotocol = connection?.subprotocol ?? defaultSubprotocol
    const isFirst = connection?.isRead === false
    if (isFirst) connection.isRead = true
    try {
      return decodeReceived(this.#plan, subprotocol, frame, binary)
    } catch (error) {
      if (!isFirst || !isInDefault(this.#plan, subprotocol, frame, binary)) {
        this.#skipInvalid(invalidFrame(this.#plan, subprotocol, frame, error))
        return undefined
      }
    }
    this.#isEchoing = true
    this.#reconnect(new SubprotocolEchoError(subprotocol, defaultSubprotocol))
    return undefined
  }

  #skipInvalid(invalid: InvalidFrame): void {
    const { seq } = invalid
    const before = this.#progress.cursor
    if (seq !== undefined && !this.#progress.skip(seq)) return
    if (this.#progress.cursor !== before) this.#failures = 0
    this.#events.skipped?.()
    this.#plan.options.onInvalid?.(invalid)
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
  return error instanceof ProtocolError || error instanceof SequenceOrderError ? 1002 : 1000
}
