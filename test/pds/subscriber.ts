import { WebSocket, type RawData } from 'ws'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Subprotocol } from '../../generated/runtime/index.js'
import { sequenced, seqOf, type ReceivedFrame, type SequencedFrame } from './frames.js'

/** A bare WebSocket client of `subscribeRepos`, of the PDS's endpoint or of ours. */
export class Subscriber {
  readonly #webSocket: WebSocket
  readonly #received: ReceivedFrame[] = []
  readonly #ended: Promise<string>
  #over = false
  #wake: (() => void) | undefined

  /** Without a subprotocol none is offered, as by today's clients, and frames are `xrpc.v0.cbor`. */
  constructor(authority: string, query: string, subprotocol?: Subprotocol) {
    const codec = stream.codecs[subprotocol ?? 'xrpc.v0.cbor']
    const url = `ws://${authority}/xrpc/${stream.nsid}${query}`
    this.#webSocket = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol])
    this.#webSocket.on('message', (bytes: RawData, binary: boolean) => {
      if (!(bytes instanceof Buffer) || binary !== codec.binary) throw new Error('wrong message')
      this.#received.push({ bytes, decoded: codec.decode(bytes) })
      this.#wake?.()
    })
    this.#webSocket.on('error', () => undefined)
    this.#ended = new Promise((resolve) => {
      this.#webSocket.on('close', (code, reason) => {
        this.#over = true
        this.#wake?.()
        resolve(`${code} ${reason.toString()}`)
      })
    })
  }

  /** What came up to the message with this seq. */
  through(seq: number): Promise<readonly ReceivedFrame[]> {
    return this.#upTo(({ decoded }) => seqOf(decoded) === seq)
  }

  /** What came up to the first `#cursor` that says that the connection is live. */
  untilLive(): Promise<readonly ReceivedFrame[]> {
    return this.#upTo(
      ({ decoded }) =>
        decoded.kind === 'message' &&
        decoded.message.$type === 'com.atproto.sync.subscribeRepos#cursor' &&
        decoded.message.live,
    )
  }

  /** What came up to the end of the connection, and how that ended: `1008 FutureCursor`. */
  async untilEnd(): Promise<{ readonly received: readonly ReceivedFrame[]; readonly how: string }> {
    const how = await this.#ended
    return { received: this.#received, how }
  }

  close(): void {
    this.#webSocket.terminate()
  }

  async #upTo(isLast: (frame: ReceivedFrame) => boolean): Promise<readonly ReceivedFrame[]> {
    for (;;) {
      const last = this.#received.findIndex(isLast)
      if (last >= 0) return this.#received.slice(0, last + 1)
      if (this.#over) throw new Error('the connection ended before')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** What a server replays after a cursor, up to the message with a seq. */
export async function replay(
  authority: string,
  cursor: number,
  lastSeq: number,
): Promise<SequencedFrame[]> {
  const subscriber = new Subscriber(authority, `?cursor=${cursor}`)
  try {
    return sequenced(await subscriber.through(lastSeq))
  } finally {
    subscriber.close()
  }
}

/** What our server sends until it is live. */
export async function replayUntilLive(
  authority: string,
  query: string,
  subprotocol?: Subprotocol,
): Promise<readonly ReceivedFrame[]> {
  const subscriber = new Subscriber(authority, query, subprotocol)
  try {
    return await subscriber.untilLive()
  } finally {
    subscriber.close()
  }
}
