import { WebSocket, type RawData } from 'ws'

import { isSubprotocol, type Subprotocol } from '../../../templates/frame/subprotocol.js'
import type { AnyMessage } from '../any-message.js'
import type { FrameCodecs } from '../../../templates/frame/frame-codec.js'
import { readRefusal, type Refusal } from './read-refusal.js'
import { seenFrame, type SeenFrame } from './seen-frame.js'

/** One connection to make. */
export interface VisitRequest {
  readonly url: string
  /** The stream's. */
  readonly nsid: string
  /** The subprotocol to offer; absent for none. */
  readonly offer: Subprotocol | undefined
  readonly defaultSubprotocol: Subprotocol
  readonly codecs: FrameCodecs<AnyMessage>
  /** How long the handshake may take, and then all that is to come, in milliseconds each. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Whether what came so far is all that is wanted. */
  readonly enough: (frames: readonly SeenFrame[]) => boolean
}

/** How a connection ended. */
export type VisitEnd =
  /** It was never there. */
  | { readonly by: 'refusal'; readonly refusal: Refusal }
  | { readonly by: 'failure'; readonly detail: string }
  /** The host closed it. */
  | { readonly by: 'host'; readonly code: number; readonly reason: string }
  /** The probe had seen enough. */
  | { readonly by: 'probe' }
  /** The time was over, which is no fault on an idle stream. */
  | { readonly by: 'time' }

/** What was seen on one connection. */
export interface Visit {
  readonly offer: Subprotocol | undefined
  readonly opened: boolean
  /** The token that the host answered; absent where it answered none. */
  readonly selected: string | undefined
  /** The encoding in which the frames were read: what was selected, or else the default. */
  readonly spoken: Subprotocol
  /**
   * Why the first frame could not be read in what was selected, where it could in the default: a
   * server that knows nothing of subprotocols may echo what it is offered. The default it is, then.
   */
  readonly misspoken: string | undefined
  readonly frames: readonly SeenFrame[]
  readonly end: VisitEnd
}

/** A frame may be so large, in bytes: commits of the firehose stay below 3 MB. */
const maxFrameBytes = 8 * 1024 * 1024
/** More frames are not looked at, whatever is wanted. */
const maxFrames = 200
/** How long the host may take to close when asked to, in milliseconds. */
const closingMs = 500

/** Makes one connection and looks at what comes. Never rejects. */
export function visit(request: VisitRequest): Promise<Visit> {
  return new Promise((resolve) => {
    const { offer, defaultSubprotocol, codecs, enough, signal } = request
    const frames: SeenFrame[] = []
    let opened = false
    let selected: string | undefined
    let spoken = defaultSubprotocol
    let misspoken: string | undefined
    let done = false
    // Offered in a header of its own: to see what a host does that answers wrongly, or not at all,
    // `ws` must not compare, and fail the connection.
    const webSocket = new WebSocket(request.url, [], {
      headers: offer === undefined ? {} : { 'Sec-WebSocket-Protocol': offer },
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      handshakeTimeout: request.timeoutMs,
    })
    const finish = (end: VisitEnd) => {
      if (done) return
      done = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onTime)
      leave(webSocket)
      resolve({ offer, opened, selected, spoken, misspoken, frames, end })
    }
    const onTime = () => finish(opened ? { by: 'time' } : noAnswer(request))
    let timer = setTimeout(onTime, request.timeoutMs)
    signal.addEventListener('abort', onTime)

    webSocket.on('upgrade', ({ headers }) => {
      selected = headers['sec-websocket-protocol']
      delete headers['sec-websocket-protocol']
      if (selected !== undefined && isSubprotocol(selected)) spoken = selected
    })
    webSocket.on('open', () => {
      opened = true
      clearTimeout(timer)
      if (!done) timer = setTimeout(onTime, request.timeoutMs)
    })
    webSocket.on('message', (data: RawData, binary: boolean) => {
      if (done) return
      const read = (encoding: Subprotocol) =>
        seenFrame(data, binary, codecs[encoding], request.nsid)
      let frame = read(spoken)
      if (frame.kind === 'broken' && frames.length === 0 && spoken !== defaultSubprotocol) {
        const inDefault = read(defaultSubprotocol)
        if (inDefault.kind !== 'broken') {
          misspoken = frame.detail
          spoken = defaultSubprotocol
          frame = inDefault
        }
      }
      frames.push(frame)
      // What follows an error is to be seen: the end of the connection, if all is well.
      if (frame.kind === 'error') return
      if (frames.length >= maxFrames || enough(frames)) finish({ by: 'probe' })
    })
    webSocket.on('unexpected-response', (_sent, response) => {
      void readRefusal(response).then((refusal) => finish({ by: 'refusal', refusal }))
    })
    webSocket.on('error', (error) => {
      if (opened) frames.push({ kind: 'broken', detail: error.message })
      else finish({ by: 'failure', detail: detailOf(error) })
    })
    webSocket.on('close', (code, reason) => {
      finish({ by: 'host', code, reason: reason.toString() })
    })
    if (signal.aborted) onTime()
  })
}

function noAnswer({ timeoutMs }: VisitRequest): VisitEnd {
  return { by: 'failure', detail: `no answer within ${timeoutMs} ms` }
}

/** Closes a connection, and does not wait for long for the host to do so too. */
function leave(webSocket: WebSocket): void {
  if (webSocket.readyState === WebSocket.CLOSED) return
  if (webSocket.readyState === WebSocket.CONNECTING) {
    webSocket.terminate()
    return
  }
  const timer = setTimeout(() => webSocket.terminate(), closingMs)
  webSocket.once('close', () => clearTimeout(timer))
  webSocket.close(1000)
}

/** Where several addresses were tried the message is empty, and the code says what there is to say. */
function detailOf(error: Error): string {
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}
