import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

/** Timers take no more. */
const longestMs = 0x7fffffff

/**
 * Asks the other side of a connection now and then whether it is still there: sends a ping every so
 * often, and tells when since the last one not a byte has come.
 *
 * Bytes are counted rather than pongs, so that a message that takes longer to arrive than pings are
 * apart is a sign of life, too, and nothing has to be done for each message.
 */
export class PeerWatch {
  /** How far pings are apart, in milliseconds. */
  readonly intervalMs: number
  readonly #webSocket: WebSocket
  /** Whether the peer was asked, and its answer could have been heard ever since. */
  #isAsked = false
  #bytesHeard = 0
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined

  /** @param intervalMs how far pings are to be apart, in milliseconds; 0 or `Infinity` for none */
  constructor(webSocket: WebSocket, intervalMs: number) {
    this.#webSocket = webSocket
    this.intervalMs = Math.min(intervalMs, longestMs)
  }

  /**
   * Begins to ask.
   *
   * @param socket what the WebSocket is on
   * @param dead called when the peer is taken for dead, two intervals at most after it was last heard
   */
  start(socket: Socket, dead: () => void): void {
    if (this.intervalMs <= 0 || this.intervalMs === longestMs) return
    this.#timer = setInterval(() => {
      // A program that was held up comes here before it reads what has come meanwhile.
      this.#immediate = setImmediate(() => this.#look(socket, dead))
    }, this.intervalMs)
  }

  /** The connection is held back from here on: that nothing comes says nothing. */
  paused(): void {
    this.#isAsked = false
  }

  stop(): void {
    clearInterval(this.#timer)
    clearImmediate(this.#immediate)
  }

  #look(socket: Socket, dead: () => void): void {
    const { bytesRead } = socket
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    if (this.#isAsked && bytesRead === this.#bytesHeard) {
      dead()
      return
    }
    this.#bytesHeard = bytesRead
    this.#isAsked = !this.#webSocket.isPaused
    // Held back or not, it keeps what stands between the two from forgetting the connection.
    this.#webSocket.ping()
  }
}
