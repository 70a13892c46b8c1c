import { Duplex } from 'node:stream'
import type { Rhythm } from './pauses.js'

/**
 * A connection that takes what is written to it piece by piece, each after a pause, as the kernel
 * does for a peer that hardly reads.
 */
export class SlowLink extends Duplex {
  readonly #socket: Duplex
  readonly #rhythm: Rhythm

  constructor(socket: Duplex, rhythm: Rhythm) {
    super({ highWaterMark: 1 })
    this.#socket = socket
    this.#rhythm = rhythm
    socket.on('data', (data) => {
      if (!this.push(data)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', () => undefined)
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: () => void): void {
    void this.#pass(chunk, encoding, callback)
  }

  async #pass(chunk: Buffer, encoding: BufferEncoding, callback: () => void): Promise<void> {
    await this.#rhythm.next()
    // What the socket makes of it is told by its closing.
    this.#socket.write(chunk, encoding, () => callback())
  }

  override _final(callback: () => void): void {
    this.#socket.end(callback)
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#socket.destroy()
    callback(error)
  }
}
