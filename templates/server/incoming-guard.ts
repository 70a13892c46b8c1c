import type { WebSocket } from 'ws'
import type { FrameSocket } from './delivery/frame-socket.js'
import type { IncomingRate } from './incoming-rate.js'

/** How many pongs may wait to go out; pings beyond that are not answered (RFC 6455, 5.5.3). */
const maxPendingPongs = 16

/**
 * Answers pings, and closes a connection with 1008 whose client sends too much. What it sends is
 * ignored otherwise: streams go one way. (Frames that are too large or malformed are seen to by
 * `ws`, with 1009, 1002 and 1007.)
 */
export function guardIncoming(webSocket: WebSocket, frames: FrameSocket, rate: IncomingRate): void {
  let pendingPongs = 0
  const count = () => {
    if (!rate.count()) frames.close(1008, 'too many incoming messages', 'too-many-incoming')
  }
  webSocket.on('message', count)
  webSocket.on('pong', count)
  webSocket.on('ping', (data) => {
    count()
    if (frames.closed || pendingPongs >= maxPendingPongs) return
    pendingPongs++
    webSocket.pong(data, false, () => {
      pendingPongs--
    })
  })
}
