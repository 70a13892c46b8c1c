import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** An open WebSocket that frames are written to, in batches and no faster than they go out. */
export class FrameSocket {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #highWaterBytes: number
  #closing = false
  #onClosing: (() => void)[] = []
  /** How many batches have not gone out entirely, and how many have. */
  #batches = 0
  #flushedBatches = 0
  #release: (() => void) | undefined

  /**
   * @param socket the connection that the WebSocket was made from
   * @param highWaterBytes how much may be waiting to go out before {@link drained} holds callers up
   */
  constructor(webSocket: WebSocket, socket: Duplex, highWaterBytes: number) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#highWaterBytes = highWaterBytes
    // `ws` closes with the right code by itself; without a listener the process would end.
    webSocket.on('error', () => undefined)
    webSocket.on('close', () => this.#stop())
  }

  /** Whether the connection is closed or closing: nothing is sent any more. */
  get closed(): boolean {
    return this.#closing
  }

  /** How many batches the operating system has taken entirely. */
  get flushedBatches(): number {
    return this.#flushedBatches
  }

  /** Calls `listener` once, when the connection is {@link closed}; it must not throw. */
  whenClosing(listener: () => void): void {
    if (this.#closing) listener()
    else this.#onClosing.push(listener)
  }

  /** Whether enough has gone out for more to be sent. */
  get ready(): boolean {
    return this.#webSocket.bufferedAmount < this.#highWaterBytes
  }

  /** Resolves once the socket is {@link ready}, or closed. */
  async drained(): Promise<void> {
    if (this.#closing || this.ready) return
    await new Promise<void>((resolve) => {
      this.#release = resolve
    })
  }

  /** Sends each of `frames` as one message, all of them in one write to the socket. */
  send(frames: readonly Uint8Array[], binary: boolean): void {
    if (this.#closing) return
    const last = frames.length - 1
    this.#batches++
    this.#socket.cork()
    frames.forEach((frame, index) => {
      if (index < last) this.#webSocket.send(frame, { binary })
      else this.#webSocket.send(frame, { binary }, this.#flushed)
    })
    this.#socket.uncork()
  }

  /**
   * Closes the connection behind what is queued.
   *
   * @param code a close code of RFC 6455, 7.4
   * @param reason at most 123 bytes of UTF-8
   */
  close(code: number, reason: string): void {
    if (this.#closing) return
    this.#webSocket.close(code, reason)
    this.#stop()
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.#webSocket.terminate()
  }

  readonly #flushed = (): void => {
    this.#batches--
    this.#flushedBatches++
    if (this.ready || this.#batches === 0) this.#stopWaiting()
  }

  #stop(): void {
    if (this.#closing) return
    this.#closing = true
    this.#stopWaiting()
    for (const listener of this.#onClosing) listener()
    this.#onClosing = []
  }

  #stopWaiting(): void {
    this.#release?.()
    this.#release = undefined
  }
}
