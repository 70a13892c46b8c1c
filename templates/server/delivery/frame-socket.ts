import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { DropReason } from '../metrics/drop-reason.js'
import type { BufferBudget } from './buffer-budget.js'
import { OutgoingBatch } from './outgoing-batch.js'

/** How long a peer may take to receive what is queued before it, and to answer its closing. */
const closeTimeoutMs = 30_000

/**
 * An open WebSocket that frames are written to, in batches and no faster than they go out. Where
 * nothing is compressed they bypass `ws` on their way to the socket: one write for a batch, of bytes
 * that all connections share.
 */
export class FrameSocket {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #highWaterBytes: number
  readonly #budget: BufferBudget
  readonly #compressed: boolean
  #closing = false
  #onClosing: (() => void)[] = []
  #sentBytes = 0
  #sentMessages = 0
  /** How many batches have not gone out entirely: where there is one, its end will be told. */
  #waitingBatches = 0
  /** What the budget knows of what waits here. */
  #countedBytes = 0
  #onRoom: (() => void) | undefined
  #dropReason: DropReason | undefined

  /**
   * @param socket the connection that the WebSocket was made from
   * @param highWaterBytes how much may be waiting to go out before there is no {@link room}
   */
  constructor(webSocket: WebSocket, socket: Duplex, highWaterBytes: number, budget: BufferBudget) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#highWaterBytes = highWaterBytes
    this.#budget = budget
    this.#compressed = webSocket.extensions !== ''
    budget.join()
    // `ws` closes with the right code by itself; without a listener the process would end.
    webSocket.on('error', ignore)
    webSocket.on('close', () => {
      this.#stop()
      this.#countAs(0)
      budget.leave()
    })
  }

  /** Whether the connection is closed or closing: nothing is sent any more. */
  get closed(): boolean {
    return this.#closing
  }

  /** Why the server ended the connection; absent where it did not. */
  get dropReason(): DropReason | undefined {
    return this.#dropReason
  }

  /** How many messages were sent. */
  get sentMessages(): number {
    return this.#sentMessages
  }

  /** How many bytes they were, compression aside. */
  get sentBytes(): number {
    return this.#sentBytes
  }

  /** How many bytes of what was sent the operating system has taken, compression aside. */
  get takenBytes(): number {
    return this.#sentBytes - this.#webSocket.bufferedAmount
  }

  /** Calls `listener` once, when the connection is {@link closed}; it must not throw. */
  whenClosing(listener: () => void): void {
    if (this.#closing) listener()
    else this.#onClosing.push(listener)
  }

  /** How many bytes may be sent now; 0 or less while what was sent before has to go out first. */
  get room(): number {
    const allowed = this.#budget.allowance(this.#highWaterBytes)
    return this.#waitingBatches === 0 ? allowed : allowed - this.#webSocket.bufferedAmount
  }

  /** Calls `listener` once, when there is {@link room} again or the connection is closed. */
  whenRoom(listener: () => void): void {
    if (this.#closing || this.room > 0) listener()
    else this.#onRoom = listener
  }

  /**
   * Sends messages.
   *
   * @returns false where the connection is {@link closed}, or its peer has begun to close it
   */
  send(batch: OutgoingBatch): boolean {
    // A peer may have begun to close without our knowing yet: after a close frame nothing is sent.
    if (this.#closing || this.#webSocket.readyState !== WebSocket.OPEN) return false
    this.#waitingBatches++
    this.#sentMessages += batch.messages.length
    batch.hold()
    if (this.#compressed) this.#sendEach(batch)
    else {
      const { framed } = batch
      this.#sentBytes += framed.length
      this.#socket.write(framed, () => {
        batch.letGo()
        this.#flushed()
      })
    }
    this.#countAs(this.#webSocket.bufferedAmount)
    return true
  }

  /** Sends one message. */
  sendOne(message: Uint8Array, binary: boolean): void {
    this.send(new OutgoingBatch([message], binary))
  }

  /**
   * Closes the connection behind what is queued.
   *
   * @param code a close code of RFC 6455, 7.4
   * @param reason at most 123 bytes of UTF-8
   * @param dropReason why the server does so
   */
  close(code: number, reason: string, dropReason?: DropReason): void {
    if (this.#closing) return
    this.#dropReason = dropReason
    this.#webSocket.close(code, reason)
    // Whoever closes all connections sees to it that it does not take for ever.
    if (dropReason !== 'server-closing') this.#endBy(closeTimeoutMs)
    this.#stop()
  }

  #endBy(timeoutMs: number): void {
    const timer = setTimeout(() => this.#webSocket.terminate(), timeoutMs).unref()
    this.#webSocket.once('close', () => clearTimeout(timer))
  }

  /** Ends the connection at once. */
  terminate(dropReason?: DropReason): void {
    this.#dropReason ??= dropReason
    this.#webSocket.terminate()
  }

  /** The batch is never let go of: compression reads from it in other threads, to an unknown end. */
  #sendEach({ messages, binary }: OutgoingBatch): void {
    const last = messages.length - 1
    this.#socket.cork()
    messages.forEach((message, index) => {
      this.#sentBytes += message.length
      if (index < last) this.#webSocket.send(message, { binary })
      else this.#webSocket.send(message, { binary }, this.#flushed)
    })
    this.#socket.uncork()
  }

  readonly #flushed = (): void => {
    this.#waitingBatches--
    if (this.#webSocket.readyState === WebSocket.CLOSED) return
    this.#countAs(this.#webSocket.bufferedAmount)
    if (this.#onRoom !== undefined && this.room > 0) this.#callWaiting()
  }

  #countAs(bytes: number): void {
    this.#budget.change(bytes - this.#countedBytes)
    this.#countedBytes = bytes
  }

  #stop(): void {
    if (this.#closing) return
    this.#closing = true
    this.#callWaiting()
    for (const listener of this.#onClosing) listener()
    this.#onClosing = []
  }

  #callWaiting(): void {
    const listener = this.#onRoom
    this.#onRoom = undefined
    listener?.()
  }
}

function ignore(): void {
  // The connection closes next.
}
