import type { WebSocket } from 'ws'
import type { FrameSocket } from './delivery/frame-socket.js'

/** The connections of a stream that are open, or closing. */
export class OpenSockets {
  readonly #ends = new Map<FrameSocket, Promise<void>>()

  /** How many there are. */
  get size(): number {
    return this.#ends.size
  }

  /** Adds a connection, until it has closed; `onClosed` is called afterwards. */
  add(webSocket: WebSocket, frames: FrameSocket, onClosed: () => void): void {
    const ended = new Promise<void>((resolve) => {
      webSocket.once('close', () => {
        this.#ends.delete(frames)
        onClosed()
        resolve()
      })
    })
    this.#ends.set(frames, ended)
  }

  /** Closes all of them, each behind what is queued for it; resolves when the last one has ended. */
  async close(code: number, reason: string): Promise<void> {
    const ends = [...this.#ends.values()]
    for (const frames of this.#ends.keys()) frames.close(code, reason, 'server-closing')
    await Promise.all(ends)
  }

  /** Ends all of them at once. */
  terminate(): void {
    for (const frames of this.#ends.keys()) frames.terminate('server-closing')
  }
}
