import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { nsid } from './example-stream.js'

/** An HTTP answer. */
export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** A WebSocket frame, as it is to be written. */
export interface RawFrame {
  readonly opcode: number
  readonly payload?: Uint8Array | string
  readonly fin?: boolean
  readonly masked?: boolean
  /** The three reserved bits. */
  readonly reserved?: number
  /** A length other than the payload's. */
  readonly length?: number
}

/** The opcodes of RFC 6455. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The headers of a good handshake. */
export const handshakeHeaders: Readonly<Record<string, string>> = {
  Host: 'localhost',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** A frame's bytes, masked as a client's have to be unless told otherwise. */
export function rawFrame(frame: RawFrame): Buffer {
  const { opcode, fin = true, masked = true, reserved = 0 } = frame
  const payload = Buffer.from(frame.payload ?? '')
  const length = frame.length ?? payload.length
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const maskBit = masked ? 0x80 : 0
  const head =
    length < 126
      ? Buffer.from([first, maskBit | length])
      : Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0])
  if (length >= 126) head.writeBigUInt64BE(BigInt(length), 2)
  // A mask of zeros changes nothing.
  return Buffer.concat(masked ? [head, Buffer.alloc(4), payload] : [head, payload])
}

/** A request as text: the head of a handshake for the notes, unless told otherwise. */
export function rawRequest(
  options: {
    readonly method?: string
    readonly target?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly without?: string
  } = {},
): string {
  const { method = 'GET', target = `/xrpc/${nsid}`, without } = options
  const headers = Object.entries({ ...handshakeHeaders, ...options.headers })
  const lines = headers.filter(([name]) => name !== without).map((pair) => pair.join(': '))
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

/** A peer that writes what bytes it likes. */
export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #over = false
  #waiting: (() => void) | undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data])
      this.#wake()
    })
    const end = () => {
      this.#over = true
      this.#wake()
    }
    socket.on('end', end)
    socket.on('close', end)
    socket.on('error', end)
    onTestFinished(() => void socket.destroy())
  }

  static async connect(authority: string): Promise<RawClient> {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(authority.split(':')[1]),
      allowHalfOpen: true,
    })
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Connects and shakes hands. */
  static async open(authority: string, request = rawRequest()): Promise<RawClient> {
    const client = await RawClient.connect(authority)
    client.write(request)
    const { status } = await client.head()
    if (status !== 101) throw new Error(`refused with ${status}`)
    return client
  }

  write(data: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(data)
  }

  /** The head of the answer. */
  async head(): Promise<RawAnswer> {
    const end = Buffer.from('\r\n\r\n')
    while (!this.#received.includes(end)) await this.#more()
    const at = this.#received.indexOf(end)
    const [first = '', ...lines] = this.#received.subarray(0, at).toString('latin1').split('\r\n')
    this.#received = this.#received.subarray(at + end.length)
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
    return { status: Number(first.split(' ')[1]), headers: new Map(headers), body: '' }
  }

  /** The whole answer, after which the server has to end the connection. */
  async answer(): Promise<RawAnswer> {
    const head = await this.head()
    await this.ended()
    return { ...head, body: this.#received.toString() }
  }

  /** The code and reason of the close frame that ends the connection. */
  async closeFrame(): Promise<string> {
    for (;;) {
      const { opcode, payload } = await this.frame()
      if (opcode !== opcodes.close) continue
      return `${payload.readUInt16BE(0)} ${payload.subarray(2).toString()}`.trim()
    }
  }

  /** The next frame; throws where the connection ends before it. */
  async frame(): Promise<{ readonly opcode: number; readonly payload: Buffer }> {
    await this.#atLeast(2)
    const opcode = this.#received.readUInt8(0) & 0x0f
    let length = this.#received.readUInt8(1) & 0x7f
    let head = 2
    if (length === 126) {
      await this.#atLeast((head = 4))
      length = this.#received.readUInt16BE(2)
    } else if (length === 127) {
      await this.#atLeast((head = 10))
      length = Number(this.#received.readBigUInt64BE(2))
    }
    await this.#atLeast(head + length)
    const payload = this.#received.subarray(head, head + length)
    this.#received = this.#received.subarray(head + length)
    return { opcode, payload }
  }

  /** Resolves once the server has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#over) await this.#change()
  }

  async #atLeast(bytes: number): Promise<void> {
    while (this.#received.length < bytes) await this.#more()
  }

  async #more(): Promise<void> {
    if (this.#over) throw new Error('the connection ended')
    await this.#change()
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting = resolve
    })
  }

  #wake(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }
}
