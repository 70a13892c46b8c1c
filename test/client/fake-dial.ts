import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import type { DialEnd, DialEvents } from '../../templates/client/dial.js'
import type { Dial } from '../../templates/client/dial.js'
import { stream, type Message } from '../server/example-stream.js'

/** One connection that was dialled, to be played with. */
export class FakeConnection {
  readonly url: URL
  readonly offers: readonly string[]
  readonly #events: DialEvents
  #subprotocol: Subprotocol = 'xrpc.v0.cbor'
  /** The code it was closed with by the client. */
  closedWith: number | undefined
  paused = false

  constructor(url: string, offers: readonly string[], events: DialEvents) {
    this.url = new URL(url)
    this.offers = offers
    this.#events = events
  }

  open(selected: Subprotocol | '' = ''): this {
    if (selected !== '') this.#subprotocol = selected
    this.#events.opened(selected)
    return this
  }

  openWrongly(selected: string): this {
    this.#events.opened(selected)
    return this
  }

  send(...messages: readonly Message[]): this {
    const codec = stream.codecs[this.#subprotocol]
    for (const message of messages) this.#events.received(codec.encode(message), codec.binary)
    return this
  }

  sendBytes(frame: Uint8Array, binary = true): this {
    this.#events.received(frame, binary)
    return this
  }

  sendError(error: string, message?: string): this {
    const codec = stream.codecs[this.#subprotocol]
    return this.sendBytes(codec.encodeError(error, message), codec.binary)
  }

  end(end: DialEnd): void {
    this.#events.ended(end)
  }

  drop(code = 1006): void {
    this.end({ kind: 'closed', code, reason: '' })
  }

  refuse(reason: 'no-subprotocol' | 'wrong-subprotocol' | 'unknown' | 'other' = 'other'): void {
    this.end({ kind: 'refused', reason, detail: 'no connection' })
  }
}

/** A network in memory, in which every connection is made by hand. */
export class FakeNetwork {
  /** Everything that was dialled so far. */
  readonly connections: FakeConnection[] = []
  readonly dial: Dial
  #expecting: ((connection: FakeConnection) => void) | undefined
  #next = 0

  /** @param pausable whether the platform can hold servers back */
  constructor(pausable = true) {
    this.dial = ({ url, offers }, events) => {
      const connection = new FakeConnection(url, offers, events)
      this.connections.push(connection)
      this.#offer()
      return {
        close: (code) => {
          connection.closedWith = code
        },
        ...(pausable
          ? {
              pause: () => {
                connection.paused = true
              },
              resume: () => {
                connection.paused = false
              },
            }
          : {}),
      }
    }
  }

  /** The next connection to be dialled, once it is. */
  async dialled(): Promise<FakeConnection> {
    return new Promise((resolve) => {
      this.#expecting = resolve
      this.#offer()
    })
  }

  /** Whoever dials has to have returned before anything happens on the connection. */
  #offer(): void {
    const connection = this.connections[this.#next]
    if (this.#expecting === undefined || connection === undefined) return
    const resolve = this.#expecting
    this.#expecting = undefined
    this.#next++
    queueMicrotask(() => resolve(connection))
  }
}
