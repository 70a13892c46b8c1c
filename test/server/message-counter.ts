import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { nsid } from './example-stream.js'

/** A consumer that counts WebSocket messages of some size and takes no notice of what is in them. */
export class MessageCounter {
  count = 0
  readonly #webSocket: WebSocket
  readonly #target: number
  #done: (() => void) | undefined
  /** Resolves when it is connected. */
  readonly opened: Promise<void>
  /** Resolves when it has got as many as it was to get. */
  readonly finished: Promise<void>

  constructor(authority: string, target: number, leastBytes: number) {
    this.#webSocket = new WebSocket(`ws://${authority}/xrpc/${nsid}`)
    this.#target = target
    this.#webSocket.on('error', () => undefined)
    this.opened = new Promise((resolve) => void this.#webSocket.once('open', resolve))
    this.finished = new Promise((resolve) => {
      this.#done = resolve
    })
    this.#webSocket.on('message', (data: Buffer) => {
      if (data.length >= leastBytes && ++this.count === this.#target) this.#done?.()
    })
    onTestFinished(() => this.#webSocket.terminate())
  }
}
