import { WebSocket, type RawData } from 'ws'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Receiver, Subscribe } from './receiver.js'

/** The least that receives a stream: a `WebSocket` of `ws`, and of each message only the seq is read. */
export const bareWs: Subscribe = ({ port, cursor, firstSeq }) => {
  const query = cursor === undefined ? '' : `?cursor=${cursor}`
  const url = `ws://127.0.0.1:${port}/xrpc/${stream.nsid}${query}`
  return new BareReceiver(url, firstSeq)
}

class BareReceiver implements Receiver {
  readonly #webSocket: WebSocket
  #nextSeq: number
  #received = 0
  #wanted = 0
  #arrived: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(url: string, firstSeq: number) {
    this.#nextSeq = firstSeq
    this.#webSocket = new WebSocket(url, { perMessageDeflate: false })
    this.#webSocket.on('message', (data) => this.#take(data))
    this.#webSocket.on('error', (error) => this.#failed?.(error))
    this.#webSocket.on('close', () => this.#failed?.(new Error('the connection is closed')))
  }

  async receive(messages: number): Promise<void> {
    this.#wanted += messages
    if (this.#received >= this.#wanted) return
    await new Promise<void>((resolve, reject) => {
      this.#arrived = resolve
      this.#failed = reject
    })
  }

  close(): Promise<void> {
    this.#webSocket.terminate()
    return Promise.resolve()
  }

  #take(data: RawData): void {
    if (!(data instanceof Buffer)) return
    const { seq } = stream.codecs['xrpc.v0.cbor'].peek(data)
    if (seq === undefined) return
    if (seq !== this.#nextSeq) this.#failed?.(new Error(`message ${seq} came`))
    this.#nextSeq++
    if (++this.#received === this.#wanted) this.#arrived?.()
  }
}
