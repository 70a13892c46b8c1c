// A server that is never what is waited for: ready WebSocket frames, written in large pieces. Where
// frames are from is the argument.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'

import { stream } from '../../../../generated/com.atproto.sync.subscribeRepos.js'
import { Transcoder, type Subprotocol } from '../../../../generated/runtime/index.js'
import { loadCorpus } from '../../corpus.js'
import { listening } from '../../server/contenders/listening.js'
import { FrameSeries } from '../../server/frame-series.js'
import { linkToParent } from '../../server/processes/child-side.js'
import { listenCall, playCall, prepareCall, releaseCall } from './source-calls.js'
import { webSocketReel } from './web-socket-reel.js'

/** A connection that is open. */
interface Open {
  readonly socket: Duplex
  readonly subprotocol: string
  /** Aborted when it is over. */
  readonly over: AbortSignal
}

type Reels = Readonly<Record<'warm-up' | 'measured', readonly Buffer[]>>

const [corpusName] = process.argv.slice(2)
const link = linkToParent()
const corpus = await loadCorpus(corpusName === 'synthetic')
const reels = new Map<Subprotocol, Reels>()
let connection: Open | undefined
let connected: ((opened: Open) => void) | undefined

// It does the handshake, answers pings and closes; everything else goes past it.
const webSockets = new WebSocketServer({ noServer: true })
const http = createServer()
http.on('upgrade', (request, socket, head) => {
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    const over = new AbortController()
    const opened = { socket, subprotocol: webSocket.protocol, over: over.signal }
    connection = opened
    // The one who waits for a message finds out, and a client that is through just goes.
    webSocket.on('error', () => undefined)
    socket.on('close', () => {
      over.abort(new Error('the client closed the connection'))
      if (connection === opened) connection = undefined
    })
    connected?.(opened)
    connected = undefined
  })
})

link.answer(listenCall, async () => ({ port: await listening(http) }))

link.answer(prepareCall, ({ subprotocol, warmUp, measured }) => {
  const series = new FrameSeries(corpus, 'real')
  const transcoder = new Transcoder(stream.nsid)
  const firstSeq = series.nextSeq
  const { binary } = stream.codecs[subprotocol]
  const make = (messages: number) =>
    webSocketReel(
      Array.from({ length: messages }, () =>
        transcoder.transcode(series.next(), 'xrpc.v0.cbor', subprotocol),
      ),
      binary,
    )
  reels.set(subprotocol, { 'warm-up': make(warmUp), measured: make(measured) })
  return { firstSeq }
})

link.answer(playCall, async ({ subprotocol, part }) => {
  const pieces = reels.get(subprotocol)?.[part]
  if (pieces === undefined) throw new Error(`nothing is prepared in ${subprotocol}`)
  const { socket, over, subprotocol: selected } = await openConnection()
  // Who asks for nothing gets what is spoken by default.
  if ((selected === '' ? 'xrpc.v0.cbor' : selected) !== subprotocol) {
    throw new Error(`the client wants ${selected}, not ${subprotocol}`)
  }
  for (const piece of pieces) {
    if (!socket.write(piece)) await once(socket, 'drain', { signal: over })
  }
  return undefined
})

link.answer(releaseCall, () => {
  connection?.socket.destroy()
  connection = undefined
  return undefined
})

async function openConnection(): Promise<Open> {
  if (connection !== undefined) return connection
  return new Promise((resolve) => {
    connected = resolve
  })
}
