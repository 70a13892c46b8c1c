/** What a {@link MessageScanner} finds; nothing may be kept of what it is handed. */
export interface ScannedMessages {
  /**
   * A message that has arrived entirely.
   *
   * @param payload its bytes, valid during the call; absent where it is longer than was wanted
   */
  message(length: number, binary: boolean, payload: Uint8Array | undefined): void
  ping(payload: Uint8Array): void
  /** The last thing that a connection says. */
  closing(code: number): void
}

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const maxControlBytes = 125

/**
 * Finds the WebSocket messages in what a server sends, wherever it is cut into chunks, and skips
 * their payloads: so cheap that the one who counts does not hide the one who sends. It knows what
 * the servers here do: nothing is compressed, fragmented or masked.
 */
export class MessageScanner {
  readonly #found: ScannedMessages
  /** Payloads up to this length are handed over; takes effect with the next message. */
  keptBytes = 0
  /** The header, as far as it is there. */
  readonly #header = new Uint8Array(10)
  #headerBytes = 0
  #opcode = 0
  #length = 0
  #isWanted = false
  /** Where the payload is put together if it comes in several chunks and is wanted. */
  #payload: Uint8Array | undefined
  /** How much of the payload has yet to come; -1 while the header is read. */
  #left = -1

  constructor(found: ScannedMessages) {
    this.#found = found
  }

  /**
   * Reads what has arrived next.
   *
   * @throws Error where it is nothing that the servers here send
   */
  read(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length || this.#left === 0) {
      if (this.#left === -1) at = this.#readHeader(chunk, at)
      else at = this.#readPayload(chunk, at)
    }
  }

  /** Whether what has arrived ends between two messages. */
  get between(): boolean {
    return this.#left === -1 && this.#headerBytes === 0
  }

  #readHeader(chunk: Uint8Array, start: number): number {
    let at = start
    const header = this.#header
    while (at < chunk.length) {
      header[this.#headerBytes++] = chunk[at++] ?? 0
      if (this.#headerBytes === headerLength(header, this.#headerBytes)) {
        this.#startMessage()
        break
      }
    }
    return at
  }

  #startMessage(): void {
    const [first = 0] = this.#header
    const opcode = first & 0x0f
    const isControl = opcode >= opcodes.close
    if ((first & 0xf0) !== 0x80) throw new Error('a WebSocket frame is compressed or fragmented')
    const length = payloadLength(this.#header)
    if (isControl && length > maxControlBytes) throw new Error('a control frame is too long')
    this.#headerBytes = 0
    this.#opcode = opcode
    this.#length = length
    this.#isWanted = isControl || length <= this.keptBytes
    this.#left = length
    this.#payload = undefined
  }

  #readPayload(chunk: Uint8Array, start: number): number {
    const taken = Math.min(this.#left, chunk.length - start)
    const end = start + taken
    const isWhole = taken === this.#length
    if (this.#isWanted) {
      if (isWhole) this.#payload = chunk.subarray(start, end)
      else {
        this.#payload ??= new Uint8Array(this.#length)
        this.#payload.set(chunk.subarray(start, end), this.#length - this.#left)
      }
    }
    this.#left -= taken
    if (this.#left === 0) this.#endMessage()
    return end
  }

  #endMessage(): void {
    const payload = this.#payload
    this.#payload = undefined
    this.#left = -1
    switch (this.#opcode) {
      case opcodes.text:
      case opcodes.binary:
        return this.#found.message(this.#length, this.#opcode === opcodes.binary, payload)
      case opcodes.ping:
        return this.#found.ping(payload ?? empty)
      case opcodes.close: {
        const [high = 0x03, low = 0xed] = payload ?? empty
        return this.#found.closing((high << 8) | low)
      }
      case opcodes.pong:
        return undefined
      default:
        throw new Error(`a WebSocket frame has opcode ${this.#opcode}`)
    }
  }
}

const empty = new Uint8Array(0)

/** How long the header is, as far as its first bytes tell: 2, 4 or 10 bytes. */
function headerLength(header: Uint8Array, known: number): number {
  if (known < 2) return 2
  const second = header[1] ?? 0
  if (second > 127) throw new Error('a WebSocket frame from the server is masked')
  return second === 126 ? 4 : second === 127 ? 10 : 2
}

function payloadLength(header: Uint8Array): number {
  const second = header[1] ?? 0
  if (second < 126) return second
  const end = second === 126 ? 4 : 10
  let length = 0
  for (let at = 2; at < end; at++) length = length * 256 + (header[at] ?? 0)
  return length
}
