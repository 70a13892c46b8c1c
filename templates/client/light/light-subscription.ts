import { DecodeError } from '../../errors.js'
import { isCursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import type { JsonStreamDescriptor } from '../../stream/json-descriptor.js'
import { seqOf } from '../../stream/message.js'
import { backoffMs, laterMs } from '../backoff.js'
import type { Dial } from '../dial.js'
import { endpointUrl } from '../endpoint.js'
import {
  ReceiveQueueError,
  SequenceChangedError,
  SequenceOrderError,
  StreamError,
} from '../subscribe-error.js'
import { idleLimitMs } from '../silence-watch.js'
import { webSocketDial } from '../web-socket-dial.js'
import { connectInJson, type LightConnection, type LightEnd } from './light-connection.js'
import type { LightOptions } from './light-options.js'

/**
 * The messages of a stream, `#cursor` and `#info` among them, over as many connections as it takes.
 *
 * It connects when the first message is asked for. Frames are decoded as they are consumed, so that
 * {@link cursor} and {@link live} always tell where the consumer is.
 *
 * The loop ends when the signal is aborted or the consumer leaves it, and throws
 *
 * - `SubscribeError`: what cannot be mended by connecting again;
 * - `DecodeError`: a frame breaks the wire format or the lexicon;
 * - what `onReconnect` or `onUnknown` throws.
 */
export interface LightSubscription<M> extends AsyncIterableIterator<M, undefined> {
  /** Everything up to this seq has been handed out: save it, and start from it the next time. */
  readonly cursor: number | undefined
  /**
   * Whether messages are new ones rather than replayed; absent while not connected, and where the
   * server does not tell.
   */
  readonly live: boolean | undefined
  /** The next message; several calls are answered in their order. */
  next(): Promise<IteratorResult<M, undefined>>
  /** Ends the subscription. */
  return(): Promise<IteratorResult<M, undefined>>
  [Symbol.asyncIterator](): LightSubscription<M>
}

/**
 * Subscribes to a stream in `xrpc.v1.json`, with as little code as that takes.
 *
 * ```ts
 * import { jsonStream } from './generated/com.atproto.sync.subscribeRepos.js'
 * import { subscribe } from './generated/runtime/client/light/index.js'
 *
 * for await (const message of subscribe(jsonStream, { host: 'relay.example' })) show(message)
 * ```
 *
 * @param dial opens the connections; by default with the platform's own `WebSocket`
 * @throws TypeError where the address is none
 */
export function subscribe<M extends TypedMessage>(
  descriptor: JsonStreamDescriptor<M>,
  options: LightOptions,
  dial: Dial = webSocketDial,
): LightSubscription<M> {
  const { nsid, defaultSubprotocol, codecs } = descriptor
  const { signal, backoff, idleTimeoutMs, onReconnect, onUnknown } = options
  const { maxQueueBytes = 4 * 1024 * 1024, formats = true } = options
  const query = new URLSearchParams(options.query)
  const start = options.cursor ?? query.get('cursor') ?? 'live'
  query.delete('cursor')

  let cursor = start === 'live' ? undefined : start === 'oldest' ? 0 : Number(start)
  /** Whether the cursor was reached here rather than given. */
  let isReached = false
  let sequence: string | undefined
  let live: boolean | undefined
  let connection: LightConnection | undefined
  let over = false
  const isOver = () => over
  /** Goes on with what waits for something to happen. */
  let wake: (() => void) | undefined

  const url = () => endpointUrl(nsid, options, query, cursor)
  // What is no address is said at once.
  url()

  const somethingHappens = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })

  const end = () => {
    over = true
    live = undefined
    connection?.close('closed')
    wake?.()
  }

  const expectSound = (idleMs: number) => {
    if (idleMs > 0) connection?.expectSound(idleMs)
  }

  async function* read(): AsyncGenerator<M, undefined> {
    signal?.addEventListener('abort', end)
    if (signal?.aborted === true) end()
    try {
      for (let failures = 0; !isOver();) {
        const current = connectInJson(dial, url(), defaultSubprotocol, maxQueueBytes, () =>
          wake?.(),
        )
        connection = current
        if (idleTimeoutMs !== undefined) expectSound(idleTimeoutMs)
        while (!isOver()) {
          const frame = current.take()
          if (frame !== undefined) {
            const before = cursor
            const message = consume(frame, current)
            if (cursor !== before) failures = 0
            if (message !== undefined) yield message
          } else if (current.end() === undefined) await somethingHappens()
          else break
        }
        live = undefined
        if (!isOver()) await pause(current.end(), ++failures)
      }
    } catch (error) {
      connection?.close('closed', error instanceof DecodeError ? 1007 : 1000)
      throw error
    } finally {
      signal?.removeEventListener('abort', end)
      end()
    }
    return undefined
  }

  /** The message of a frame; absent where there is none that the consumer has not seen yet. */
  function consume(frame: Uint8Array, from: LightConnection): M | undefined {
    const codec = codecs['xrpc.v1.json']
    const decoded = formats ? codec.decode(frame) : codec.decodeWithoutFormats(frame)
    if (decoded.kind === 'message') return admit(decoded.message) ? decoded.message : undefined
    if (decoded.kind === 'error') from.close(new StreamError(decoded.error, decoded.message))
    else onUnknown?.(decoded)
    return undefined
  }

  /** Takes note of a message; false where its seq has been consumed already. */
  function admit(message: M): boolean {
    const reached = cursor ?? -1
    if (isCursorMessage(nsid, message)) {
      const { sequenceId = sequence } = message
      if (sequence !== undefined && sequenceId !== undefined && sequence !== sequenceId) {
        throw new SequenceChangedError(sequence, sequenceId)
      }
      sequence = sequenceId
      live = message.live
      // Who sends these repeats them where there is nothing else to send.
      expectSound(idleTimeoutMs ?? idleLimitMs)
      // One that was made from a time may lie beyond the end, from which the server goes on then.
      cursor = live && !isReached ? message.cursor : Math.max(reached, message.cursor)
      isReached = true
      return true
    }
    const seq = seqOf(message)
    if (seq === undefined) return true
    if (seq < reached) throw new SequenceOrderError('went-down', seq, reached)
    cursor = seq
    isReached = true
    return seq > reached
  }

  /** Waits until it is time to connect again, or throws where that would not help. */
  async function pause(reason: LightEnd | undefined, failures: number): Promise<void> {
    if (reason === 'overflow' && cursor === undefined) throw new ReceiveQueueError(maxQueueBytes)
    if (reason === undefined || typeof reason === 'string') return
    if (reason.action === 'give-up') throw reason
    const delayMs = reason.action === 'wait' ? laterMs(backoff) : backoffMs(failures, backoff)
    onReconnect?.({ error: reason, failures, delayMs })
    if (over) return
    const timer = setTimeout(() => wake?.(), delayMs)
    await somethingHappens()
    clearTimeout(timer)
  }

  const messages = read()
  return {
    get cursor() {
      return cursor
    },
    get live() {
      return live
    },
    next: () => messages.next(),
    return: () => {
      end()
      return messages.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
