import type { Duplex } from 'node:stream'
import { RefusalError } from './refusal-error.js'
import { goingAway, type Refusal } from './refusal.js'

/** Handshakes that wait for something, for as long as they may. */
export class Handshakes {
  readonly #timeoutMs: number
  readonly #aborts = new Set<(refusal: Refusal) => void>()

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /**
   * Does the work of a handshake; rejects with a RefusalError where it takes too long, the client
   * goes away, or the server does. The signal is aborted then.
   */
  async run<T>(socket: Duplex, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    const controller = new AbortController()
    const pending = work(controller.signal)
    // What needs no waiting needs no timer either.
    if (!(pending instanceof Promise)) return pending
    return new Promise<T>((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        socket.off('close', onClose)
        this.#aborts.delete(abort)
      }
      const abort = (refusal: Refusal) => {
        settle()
        const error = new RefusalError(refusal)
        controller.abort(error)
        reject(error)
      }
      const onClose = () => abort(clientGone)
      const timer = setTimeout(() => abort(handshakeTimedOut), this.#timeoutMs)
      socket.once('close', onClose)
      this.#aborts.add(abort)
      pending.finally(settle).then(resolve, reject)
    })
  }

  /** Ends those under way, since the server goes away. */
  abort(): void {
    for (const abort of this.#aborts) abort(goingAway)
  }
}

/** HTTP 503: this side was too slow to say whether the client may come in. */
const handshakeTimedOut: Refusal = {
  status: 503,
  error: 'ServiceUnavailable',
  message: 'the handshake took too long',
  headers: { 'Retry-After': '30' },
}

/** Told to nobody. */
const clientGone: Refusal = { status: 499, error: 'ClientGone', message: 'the client is gone' }
