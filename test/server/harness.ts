import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket, type RawData } from 'ws'
import type { DecodedFrame } from '../../templates/frame/decoded-frame.js'
import type { Subprotocol } from '../../templates/frame/subprotocol.js'
import { MemoryLog, type MemoryLogOptions } from '../../templates/server/memory-log.js'
import type { MountOptions } from '../../templates/server/mount-options.js'
import type { MountedStream } from '../../templates/server/mounted-stream.js'
import { Publisher } from '../../templates/server/publisher.js'
import type { StreamSource } from '../../templates/server/stream-source.js'
import { StreamServer, type StreamServerOptions } from '../../templates/server/stream-server.js'
import { nsid, stream, type Message, type Params } from './example-stream.js'

/** Listens on the loopback interface, by default on a free port, until the test ends. */
export async function listen(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${portOf(server.address())}`
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}

export interface Host {
  /** `127.0.0.1:port` */
  readonly authority: string
  readonly http: Server
  readonly streams: StreamServer
  readonly mount: MountedStream
  readonly log: MemoryLog
  readonly publisher: Publisher<Message>
  /** What went wrong inside the server. */
  readonly errors: unknown[]
}

/** Serves the notes from a log in memory. */
export async function startHost(
  options: {
    readonly log?: MemoryLog | MemoryLogOptions
    /** In place of the log itself. */
    readonly source?: (log: MemoryLog) => StreamSource
    readonly mount?: Omit<MountOptions<Params>, 'source'>
    readonly server?: StreamServerOptions
    readonly http?: Server
    readonly port?: number
  } = {},
): Promise<Host> {
  const log = options.log instanceof MemoryLog ? options.log : new MemoryLog(options.log)
  const errors: unknown[] = []
  const streams = new StreamServer({ onError: (error) => errors.push(error), ...options.server })
  const source = options.source?.(log) ?? log
  const mount = streams.mount(stream, { source, ...options.mount })
  const http = options.http ?? createServer((_request, response) => response.end('elsewhere'))
  streams.attach(http)
  const authority = await listen(http, options.port)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  return { authority, http, streams, mount, log, publisher: new Publisher(stream, log), errors }
}

/** A bare WebSocket client: sees frames as they come. */
export class Peer {
  readonly webSocket: WebSocket
  /** How the connection ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly #subprotocol: Subprotocol
  readonly #frames: DecodedFrame<Message>[] = []
  #waiting: (() => void) | undefined
  #over = false

  constructor(authority: string, query = '', subprotocol?: Subprotocol) {
    const url = `ws://${authority}/xrpc/${nsid}${query}`
    this.#subprotocol = subprotocol ?? stream.defaultSubprotocol
    this.webSocket = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol])
    this.webSocket.on('message', (data: RawData, binary: boolean) => {
      const codec = stream.codecs[this.#subprotocol]
      if (!(data instanceof Buffer) || binary !== codec.binary) throw new Error('wrong message')
      this.#frames.push(codec.decode(data))
      this.#wake()
    })
    this.closed = new Promise((resolve) => {
      this.webSocket.on('close', (code, reason) => {
        this.#over = true
        this.#wake()
        resolve({ code, reason: reason.toString() })
      })
    })
    this.webSocket.on('error', () => undefined)
    onTestFinished(() => this.webSocket.terminate())
  }

  #wake(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }

  /** The next frame; undefined once the connection is over. */
  async next(): Promise<DecodedFrame<Message> | undefined> {
    for (;;) {
      const frame = this.#frames.shift()
      if (frame !== undefined || this.#over) return frame
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }

  /** The next message; throws where something else comes. */
  async message(): Promise<Message> {
    const frame = await this.next()
    if (frame?.kind !== 'message') throw new Error(`expected a message, got ${show(frame)}`)
    return frame.message
  }

  /** The next frame, in brief. */
  async brief(): Promise<string> {
    const frame = await this.next()
    return frame?.kind === 'message' ? brief(frame.message) : show(frame)
  }

  /** So many frames, in brief. */
  async briefs(count: number): Promise<string[]> {
    const lines: string[] = []
    while (lines.length < count) lines.push(await this.brief())
    return lines
  }
}

/** A message as one line: `note 5`, `cursor 3/5 replay`, `info OutdatedCursor`. */
export function brief(message: Message): string {
  switch (message.$type) {
    case 'org.example.subscribeNotes#note':
      return `note ${message.seq}`
    case 'org.example.subscribeNotes#info':
      return `info ${message.name}`
    default:
      return `cursor ${message.cursor}/${message.highestSeq} ${message.live ? 'live' : 'replay'}`
  }
}

function show(frame: DecodedFrame<Message> | undefined): string {
  if (frame === undefined) return 'the end'
  return frame.kind === 'error' ? `error ${frame.error}: ${frame.message}` : frame.kind
}

/** Publishes so many notes, one after the other. */
export async function publishNotes(
  publisher: Publisher<Message>,
  count: number,
  did = 'did:example:a',
): Promise<void> {
  for (let i = 0; i < count; i++) {
    await publisher.publish({ $type: `${nsid}#note`, did, text: 'text' })
  }
}
