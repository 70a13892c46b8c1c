import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DialEnd } from '../../templates/client/dial.js'
import { subscribe as subscribeLight } from '../../templates/client/light/index.js'
import { subscribe } from '../../templates/client/subscribe.js'
import { webSocketDial } from '../../templates/client/web-socket-dial.js'
import { stream } from '../server/example-stream.js'

/** A platform's WebSocket whose server does not answer. */
class SilentWebSocket extends EventTarget {
  close(): void {
    this.dispatchEvent(new CloseEvent('close', { code: 1006 }))
  }
}

function forbidden(): never {
  throw new DOMException('an insecure host from a secure page', 'SecurityError')
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', SilentWebSocket)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it.each([
  ['there is none', undefined, 'WebSocket is not a constructor'],
  ['it is forbidden', forbidden, 'an insecure host from a secure page'],
])('where %s that ends a subscription, full or light', async (_what, platform, message) => {
  vi.stubGlobal('WebSocket', platform)
  const host = 'ws://relay.example'
  await expect(subscribe(stream, { host }).next()).rejects.toThrow(message)
  await expect(subscribeLight(stream, { host }).next()).rejects.toThrow(message)
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
