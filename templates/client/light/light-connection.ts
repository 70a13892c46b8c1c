import type { Subprotocol } from '../../frame/subprotocol.js'
import type { Dial, DialEnd } from '../dial.js'
import { SilenceWatch } from '../silence-watch.js'
import {
  ConnectError,
  DisconnectError,
  ProtocolError,
  SilenceError,
  type SubscribeError,
} from '../subscribe-error.js'

const json = 'xrpc.v1.json'

/** Why a connection is over: it failed, more waited than may, or it was closed from here. */
export type LightEnd = SubscribeError | 'overflow' | 'closed'

/** One connection in `xrpc.v1.json`. */
export interface LightConnection {
  /** The oldest frame that waits to be consumed; absent where there is none. */
  take(): Uint8Array | undefined
  /** Why it is over; absent while it is not. There may be frames left to take. */
  end(): LightEnd | undefined
  /** Gives it up from now on where nothing comes for so many milliseconds. */
  expectSound(idleMs: number): void
  /** Closes it, unless it is over; nothing more is received. */
  close(end: LightEnd, code?: number): void
}

/**
 * Opens a connection.
 *
 * @param defaultSubprotocol what the server speaks where nothing is negotiated
 * @param maxBytes how many bytes of frames may wait to be taken
 * @param changed called when a frame has come, and when the connection is over
 */
export function connectInJson(
  dial: Dial,
  url: string,
  defaultSubprotocol: Subprotocol,
  maxBytes: number,
  changed: () => void,
): LightConnection {
  // Those that are being taken, from `next` on, and those that have come since the first was.
  let oldest: Uint8Array[] = []
  let newest: Uint8Array[] = []
  let next = 0
  let bytes = 0
  let over: LightEnd | undefined

  let silence: SilenceWatch | undefined

  const finish = (end: LightEnd) => {
    over = end
    silence?.stop()
    changed()
  }
  const close = (end: LightEnd, code = 1000) => {
    if (over !== undefined) return
    dialled.close(code, '')
    finish(end)
  }
  const check = (spoken: string) => {
    if (spoken === json) return
    close(new ProtocolError(`the server speaks ${spoken} instead of ${json}`), 1002)
  }
  // Who wants nothing but the default gets it from every server by not asking.
  const offers = defaultSubprotocol === json ? [] : [json]
  const dialled = dial(
    { url, offers },
    {
      opened: (selected) => check(selected || defaultSubprotocol),
      received: (frame, binary) => {
        if (over !== undefined) return
        silence?.heard()
        if (binary) return check('binary messages')
        newest.push(frame)
        bytes += frame.length
        if (bytes > maxBytes) close('overflow')
        else changed()
      },
      ended: (end) => {
        if (over === undefined) finish(errorOf(end))
      },
    },
  )

  return {
    take: () => {
      if (next === oldest.length) {
        oldest = newest
        newest = []
        next = 0
      }
      const frame = oldest[next]
      if (frame === undefined) return undefined
      next++
      bytes -= frame.length
      return frame
    },
    end: () => over,
    expectSound: (idleMs) => {
      silence ??= new SilenceWatch(
        idleMs,
        () => true,
        () => close(new SilenceError('message', idleMs)),
      )
    },
    close,
  }
}

function errorOf(end: DialEnd): SubscribeError {
  if (end.kind === 'closed') return new DisconnectError(end.code, end.reason)
  // Browsers do not tell whether nobody was there, or only nobody who speaks this.
  const detail = `${end.detail} in ${json}`
  return end.reason === 'no-subprotocol' || end.reason === 'wrong-subprotocol'
    ? new ProtocolError(detail)
    : new ConnectError(detail, end.status, end.retryAfterMs)
}
