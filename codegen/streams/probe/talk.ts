import { WebSocket, type RawData } from 'ws'

import { connectDetail } from '../../../templates/client/node/connect-detail.js'
import { isSubprotocol, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import type { FrameCodecs } from '../../../templates/frame/frame-codec.js'
import type { AnyMessage } from '../any-message.js'
import type { RequestHeaders } from '../stream-address.js'
import { readRefusal, type Refusal } from './read-refusal.js'
import { seenFrame, type SeenFrame } from './seen-frame.js'

/** One connection to make. */
export interface TalkRequest {
  readonly url: string
  /** What the handshake carries besides. */
  readonly headers: RequestHeaders
  /** The stream's. */
  readonly nsid: string
  /** The subprotocols to offer, most wanted first; none offers nothing. */
  readonly offers: readonly string[]
  readonly defaultSubprotocol: Subprotocol
  readonly codecs: FrameCodecs<AnyMessage>
  /** How long the handshake may take, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Whether what came so far is all that is wanted, so that nothing more is looked at. */
  readonly enough?: (frames: readonly SeenFrame[]) => boolean
}

/** How a connection ended. */
export type TalkEnd =
  /** It was never there. */
  | { readonly by: 'refusal'; readonly refusal: Refusal }
  | { readonly by: 'failure'; readonly detail: string }
  /** It was an upgrade that is none. */
  | { readonly by: 'handshake'; readonly detail: string }
  /** The host closed it. */
  | { readonly by: 'host'; readonly code: number; readonly reason: string }

/** A frame may be so large, in bytes: commits of the firehose stay below 3 MB. */
const maxFrameBytes = 8 * 1024 * 1024
/** More frames are not looked at, whatever is wanted. */
const maxFrames = 200
/** How long the host may take to close when asked to, in milliseconds. */
const closingMs = 500

/** One connection to a host, and all that is seen on it. */
export class Talk {
  readonly frames: SeenFrame[] = []
  /** The bytes of each of these frames. */
  readonly bytes: Uint8Array[] = []
  readonly #request: TalkRequest
  readonly #webSocket: WebSocket
  #upgraded = false
  #opened = false
  #selected: string | undefined
  #spoken: Subprotocol
  #misspoken: string | undefined
  #end: TalkEnd | undefined
  #left = false
  #full = false
  readonly #waiting = new Set<() => void>()

  /** Begins to open the connection. */
  constructor(request: TalkRequest) {
    const { url, headers, offers, timeoutMs } = request
    this.#request = request
    this.#spoken = request.defaultSubprotocol
    // Offered in a header of its own: to see what a host does that answers wrongly, or not at all,
    // `ws` must not compare, and fail the connection.
    this.#webSocket = new WebSocket(url, [], {
      headers: {
        ...headers,
        ...(offers.length === 0 ? {} : { 'Sec-WebSocket-Protocol': offers.join(', ') }),
      },
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      handshakeTimeout: timeoutMs,
    })
    this.#listen()
  }

  get opened(): boolean {
    return this.#opened
  }

  /** The token that the host answered; absent where it answered none. */
  get selected(): string | undefined {
    return this.#selected
  }

  /** The encoding in which the frames were read: what was selected, or else the default. */
  get spoken(): Subprotocol {
    return this.#spoken
  }

  /**
   * Why the first frame could not be read in what was selected, where it could in the default: a
   * server that knows nothing of subprotocols may echo what it is offered. The default it is, then.
   */
  get misspoken(): string | undefined {
    return this.#misspoken
  }

  /** Whether as much has come as was wanted, or is looked at at all. */
  get full(): boolean {
    return this.#full
  }

  /** Absent while it has not ended. */
  get end(): TalkEnd | undefined {
    return this.#end
  }

  /**
   * Waits until something is so, the connection has ended, or the time is over.
   *
   * @returns whether it is so
   */
  until(isSo: () => boolean, timeoutMs: number): Promise<boolean> {
    const { signal } = this.#request
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        this.#waiting.delete(check)
        resolve(isSo())
      }
      const check = () => {
        if (isSo() || this.#end !== undefined || signal.aborted) finish()
      }
      const timer = setTimeout(finish, timeoutMs)
      signal.addEventListener('abort', finish)
      this.#waiting.add(check)
      check()
    })
  }

  /** Sends what servers are to ignore. */
  send(data: string | Uint8Array): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(data)
  }

  /** Whether the host answers a ping, so that all that it sent before has come. */
  async settles(timeoutMs: number): Promise<boolean> {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return false
    let answered = false
    this.#webSocket.once('pong', () => {
      answered = true
      this.#wake()
    })
    this.#webSocket.ping()
    return await this.until(() => answered, timeoutMs)
  }

  /** Closes the connection, and does not wait for long for the host to do so too. */
  leave(): void {
    this.#left = true
    const webSocket = this.#webSocket
    if (webSocket.readyState === WebSocket.CLOSED) return
    if (webSocket.readyState === WebSocket.CONNECTING) {
      webSocket.terminate()
      return
    }
    const timer = setTimeout(() => webSocket.terminate(), closingMs)
    webSocket.once('close', () => clearTimeout(timer))
    webSocket.close(1000)
  }

  #listen(): void {
    const webSocket = this.#webSocket
    webSocket.on('upgrade', ({ headers }) => {
      this.#upgraded = true
      const selected = headers['sec-websocket-protocol']
      delete headers['sec-websocket-protocol']
      this.#selected = selected
      if (selected !== undefined && isSubprotocol(selected)) this.#spoken = selected
    })
    webSocket.on('open', () => {
      this.#opened = true
      this.#wake()
    })
    webSocket.on('message', (data: RawData, binary: boolean) => {
      if (!this.#left && !this.#full) this.#receive(bytesOf(data), binary)
    })
    webSocket.on('unexpected-response', (_sent, response) => {
      void readRefusal(response, this.#request.url).then((refusal) =>
        this.#over({ by: 'refusal', refusal }),
      )
    })
    webSocket.on('error', (error) => {
      if (this.#left) return
      if (this.#opened) this.#see({ kind: 'broken', detail: error.message }, new Uint8Array())
      else {
        const by = this.#upgraded ? 'handshake' : 'failure'
        this.#over({ by, detail: connectDetail(error) })
      }
    })
    webSocket.on('close', (code, reason) => {
      this.#over({ by: 'host', code, reason: reason.toString() })
    })
  }

  #receive(bytes: Uint8Array, binary: boolean): void {
    const { codecs, defaultSubprotocol, nsid } = this.#request
    const read = (encoding: Subprotocol) => seenFrame(bytes, binary, codecs[encoding], nsid)
    let frame = read(this.#spoken)
    if (
      frame.kind === 'broken' &&
      this.frames.length === 0 &&
      this.#spoken !== defaultSubprotocol
    ) {
      const inDefault = read(defaultSubprotocol)
      if (inDefault.kind !== 'broken') {
        this.#misspoken = frame.detail
        this.#spoken = defaultSubprotocol
        frame = inDefault
      }
    }
    this.#see(frame, bytes)
  }

  #see(frame: SeenFrame, bytes: Uint8Array): void {
    this.frames.push(frame)
    this.bytes.push(bytes)
    // What follows an error is to be seen: the end of the connection, if all is well.
    const isEnough = frame.kind !== 'error' && this.#request.enough?.(this.frames) === true
    this.#full = isEnough || this.frames.length >= maxFrames
    this.#wake()
  }

  #over(end: TalkEnd): void {
    this.#end ??= end
    this.#wake()
  }

  #wake(): void {
    for (const check of this.#waiting) check()
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  return Array.isArray(data) ? Buffer.concat(data) : data
}
