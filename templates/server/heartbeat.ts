import { WebSocket } from 'ws'
import type { FrameSocket } from './delivery/frame-socket.js'

/** What is needed of a connection to tell whether its peer takes what is sent, and to end it. */
type Draining = Pick<FrameSocket, 'takenBytes' | 'terminate'>

/** A connection that is watched, and what was known of it when it was last pinged. */
interface Watched {
  readonly webSocket: WebSocket
  readonly frames: Draining
  heard: boolean
  backlog: boolean
  takenBytes: number
}

/** Connections are pinged in so many parts, one after the other, so that no turn takes long. */
const parts = 16

/** Pings connections and ends those whose peer is dead. */
export class Heartbeat {
  readonly #intervalMs: number
  readonly #parts: readonly Set<Watched>[] = Array.from({ length: parts }, () => new Set<Watched>())
  #timer: NodeJS.Timeout | undefined
  #count = 0
  #joined = 0
  #turn = 0

  /** @param intervalMs how often a connection is pinged, 0 for never; a peer silent for so long is dead */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** Watches a connection until it closes. */
  watch(webSocket: WebSocket, frames: Draining): void {
    if (this.#intervalMs === 0) return
    const part = this.#parts[this.#joined++ % parts]
    const watched: Watched = { webSocket, frames, heard: true, backlog: false, takenBytes: 0 }
    part?.add(watched)
    this.#count++
    const hear = () => {
      watched.heard = true
    }
    webSocket.on('pong', hear)
    webSocket.on('ping', hear)
    webSocket.on('message', hear)
    webSocket.once('close', () => {
      part?.delete(watched)
      if (--this.#count > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    })
    this.#timer ??= setInterval(() => this.#beat(), this.#intervalMs / parts).unref()
  }

  #beat(): void {
    const part = this.#parts[this.#turn++ % parts]
    for (const watched of part ?? []) {
      const { webSocket, frames } = watched
      // Whoever is closing has its time from `ws`.
      if (webSocket.readyState !== WebSocket.OPEN) continue
      if (isAlive(watched)) {
        watched.heard = false
        watched.backlog = webSocket.bufferedAmount > 0
        watched.takenBytes = frames.takenBytes
        webSocket.ping(undefined, false, () => undefined)
      } else frames.terminate('dead-peer')
    }
  }
}

/**
 * A slow consumer answers late, since the ping waits behind what is queued for it; as long as it
 * takes some of that, it lives. Where nothing was queued, the kernel takes what is written even for
 * a dead peer, which proves nothing.
 */
function isAlive({ heard, backlog, takenBytes, frames }: Watched): boolean {
  return heard || (backlog && frames.takenBytes > takenBytes)
}
