import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DialEnd } from '../../templates/client/dial.js'
import { webSocketDial } from '../../templates/client/web-socket-dial.js'

/** A platform's WebSocket whose server does not answer. */
class SilentWebSocket extends EventTarget {
  close(): void {
    this.dispatchEvent(new CloseEvent('close', { code: 1006 }))
  }
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', SilentWebSocket)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('the WebSocket of the platform is not waited for without end', () => {
  const ends: DialEnd[] = []
  const events = {
    opened: () => undefined,
    received: () => undefined,
    ended: (end: DialEnd) => void ends.push(end),
  }
  webSocketDial({ url: 'ws://relay.example/', offers: [] }, events)
  vi.advanceTimersByTime(29_999)
  expect(ends).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ends).toEqual([
    { kind: 'refused', reason: 'unknown', detail: 'cannot connect to ws://relay.example/' },
  ])
  expect(vi.getTimerCount()).toBe(0)
})
