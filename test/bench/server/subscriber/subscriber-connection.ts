import { connect, type Socket } from 'node:net'

import { MessageScanner, type ScannedMessages } from './message-scanner.js'
import { monotonicMs } from '../monotonic-ms.js'
import type { Tally } from './tally.js'

/** What a connection tells the process that it belongs to. */
export interface ConnectionEvents {
  /** Messages of the stream have arrived, which the tally has counted. */
  arrived(): void
  failed(error: Error): void
}

/** `#cursor` messages are shorter than this in all encodings; what is longer is one of the stream. */
export const noticeBytes = 600

const address = '127.0.0.1'
/** Large, so that a system call fetches much. One for all: it is read before the next call. */
const received = Buffer.allocUnsafe(512 * 1024)

/**
 * A subscriber that does next to nothing: it finds the messages in what its socket receives, has
 * them counted, and answers pings.
 */
export class SubscriberConnection implements ScannedMessages {
  readonly tally: Tally
  /** When messages arrived, in milliseconds of the system's monotonic clock; absent where nobody asks. */
  times: number[] | undefined
  readonly #events: ConnectionEvents
  readonly #scanner = new MessageScanner(this)
  readonly #socket: Socket
  #head: string | undefined = ''
  #now = 0
  #isClosing = false
  #opened: (() => void) | undefined
  #ended: (() => void) | undefined

  private constructor(port: number, tally: Tally, events: ConnectionEvents) {
    this.tally = tally
    this.#events = events
    this.#socket = connect({
      port,
      host: address,
      noDelay: true,
      onread: {
        buffer: received,
        callback: (length, chunk) => {
          this.#take(Buffer.from(chunk.buffer, chunk.byteOffset, length))
          return true
        },
      },
    })
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => {
      if (!this.#isClosing) this.#fail(new Error('the server ended a connection'))
      this.#ended?.()
    })
  }

  /** Resolves once the server has taken the connection. */
  static async open(
    { port, target }: { readonly port: number; readonly target: string },
    offers: boolean,
    tally: Tally,
    events: ConnectionEvents,
  ): Promise<SubscriberConnection> {
    const connection = new SubscriberConnection(port, tally, events)
    connection.checkEach(false)
    await new Promise<void>((resolve, reject) => {
      connection.#opened = resolve
      connection.#socket.once('error', reject)
      connection.#socket.once('close', () => reject(new Error('the server took no connection')))
      const offer = offers ? `Sec-WebSocket-Protocol: ${tally.subprotocol}\r\n` : ''
      connection.#socket.write(
        `GET ${target} HTTP/1.1\r\nHost: ${address}:${port}\r\nConnection: Upgrade\r\n` +
          `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${offer}\r\n`,
      )
    })
    return connection
  }

  /** Whether the seq is read in each message, or only in those that may be a `#cursor`. */
  checkEach(each: boolean): void {
    this.#scanner.keptBytes = each ? Number.MAX_SAFE_INTEGER : noticeBytes
  }

  /**
   * Closes the connection as RFC 6455 has it: whatever the server had still to send comes before
   * its answer, and is counted.
   */
  async close(): Promise<void> {
    if (this.#socket.closed) return
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve
    })
    this.#isClosing = true
    this.#send(0x88, Uint8Array.of(0x03, 0xe8))
    await ended
  }

  /** Ends the connection at once, and leaves no trace of it in the operating system. */
  drop(): void {
    this.#isClosing = true
    this.#socket.resetAndDestroy()
  }

  message(length: number, binary: boolean, payload: Uint8Array | undefined): void {
    if (this.tally.add(length, binary, payload)) this.times?.push(this.#now)
  }

  ping(payload: Uint8Array): void {
    this.#send(0x8a, payload)
  }

  closing(code: number): void {
    if (!this.#isClosing) this.#fail(new Error(`the server closed a connection with ${code}`))
    this.#isClosing = true
    this.#socket.end()
  }

  #take(chunk: Buffer): void {
    try {
      if (this.times !== undefined) this.#now = monotonicMs()
      const rest = this.#head === undefined ? chunk : this.#readHead(this.#head, chunk)
      const before = this.tally.messages
      if (rest !== undefined) this.#scanner.read(rest)
      if (this.tally.messages > before) this.#events.arrived()
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Reads the HTTP answer; returns what comes after it, once it is there. */
  #readHead(before: string, chunk: Buffer): Buffer | undefined {
    const head = before + chunk.toString('latin1')
    const end = head.indexOf('\r\n\r\n')
    this.#head = end === -1 ? head : undefined
    if (end === -1) return undefined
    if (!head.startsWith('HTTP/1.1 101 ')) {
      throw new Error(`the server answered ${head.slice(0, head.indexOf('\r\n'))}`)
    }
    this.#opened?.()
    return chunk.subarray(end + 4 - before.length)
  }

  /** A frame of the client's, masked with zeros. */
  #send(first: number, payload: Uint8Array): void {
    const head = Uint8Array.of(first, 0x80 | payload.length, 0, 0, 0, 0)
    this.#socket.write(Buffer.concat([head, payload]))
  }

  #fail(error: Error): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#socket.destroy()
    this.#events.failed(error)
  }
}
