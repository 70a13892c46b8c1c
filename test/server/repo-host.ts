import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { stream, type Message } from '../../generated/com.atproto.sync.subscribeRepos.js'
import type { Subprotocol } from '../../generated/runtime/frame/subprotocol.js'
import { StreamServer, type StreamSource } from '../../generated/runtime/server/index.js'
import { listen } from './harness.js'

/** A message of the repository stream that is part of its sequence. */
export type Event = Extract<Message, { readonly seq: number }>

/** Serves the repository stream from a source, until the test ends. */
export async function startRepoHost(source: StreamSource): Promise<string> {
  const streams = new StreamServer()
  streams.mount(stream, { source, cursorIntervalMs: 5 })
  const http = createServer()
  streams.attach(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return listen(http)
}

/** A consumer of the repository stream, or of a shard of it, that reads as far as it wants to. */
export class RepoPeer {
  /** Everything up to here that was asked for has been read. */
  position: number
  readonly #webSocket: WebSocket
  readonly #subprotocol: Subprotocol
  readonly #frames: Buffer[] = []
  #wake: (() => void) | undefined
  #over = false

  constructor(authority: string, query: URLSearchParams, subprotocol: Subprotocol) {
    this.position = Number(query.get('cursor'))
    this.#subprotocol = subprotocol
    const url = `ws://${authority}/xrpc/${stream.nsid}?${query}`
    this.#webSocket = new WebSocket(url, [subprotocol])
    this.#webSocket.on('message', (data: Buffer) => {
      this.#frames.push(data)
      this.#wake?.()
    })
    this.#webSocket.on('error', () => undefined)
    this.#webSocket.on('close', () => {
      this.#over = true
      this.#wake?.()
    })
    onTestFinished(() => this.#webSocket.terminate())
  }

  /** Reads events until everything up to `seq` is read, or there are so many. */
  async read(seq: number, most = Infinity): Promise<Event[]> {
    const events: Event[] = []
    while (this.position < seq && events.length < most) {
      const message = await this.#next()
      if ('seq' in message) {
        events.push(message)
        this.position = message.seq
      } else if ('cursor' in message) this.position = message.cursor
    }
    return events
  }

  close(): void {
    this.#webSocket.terminate()
  }

  async #next(): Promise<Message> {
    while (this.#frames.length === 0) {
      if (this.#over) throw new Error('the connection is over')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const [bytes] = this.#frames.splice(0, 1)
    const frame = bytes === undefined ? undefined : stream.codecs[this.#subprotocol].decode(bytes)
    if (frame?.kind !== 'message') throw new Error(`expected a message, got ${frame?.kind}`)
    return frame.message
  }
}

/** What a consumer asks for that wants a shard, or without one everything. */
export function asking(
  cursor: number,
  shard?: { readonly index: number; readonly count: number },
): URLSearchParams {
  const query = new URLSearchParams({ cursor: String(cursor) })
  if (shard !== undefined) {
    query.set('shard', String(shard.index))
    query.set('shardCount', String(shard.count))
  }
  return query
}
