import { createHook } from 'node:async_hooks'
import {
  subscribe as subscribeToChannel,
  unsubscribe as unsubscribeFromChannel,
} from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { subscribe as subscribeByWs } from '../../templates/client/node/subscribe.js'
import type { NodeSubscribeOptions } from '../../templates/client/node/subscribe.js'
import { MemoryCursorStore } from '../../templates/client/stores/memory-cursor-store.js'
import { subscribe as subscribeByPlatform } from '../../templates/client/subscribe.js'
import { Deferred } from '../server/deferred.js'
import { noteFrame, stream, type Message, type Params } from '../server/example-stream.js'
import { brief, listen } from '../server/harness.js'

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown) => unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  timers.clear()
  timerHook.enable()
  process.on('unhandledRejection', onUnhandled)
})
afterEach(() => {
  timerHook.disable()
  process.off('unhandledRejection', onUnhandled)
})

interface Stage {
  /** What a host does with a connection; by default it opens it and sends three notes. */
  readonly upgrade?: (socket: Socket) => void
  readonly request?: RequestListener
}

/** A host, which says when somebody has come. */
async function startHost({ upgrade, request }: Stage) {
  const http = createServer(request)
  const webSockets = new WebSocketServer({ noServer: true })
  const come = new Deferred<Socket>()
  const sockets = new Set<Socket>()
  const served: WebSocket[] = []
  http.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  http.on('upgrade', (message, socket: Socket, head) => {
    if (upgrade === undefined) {
      webSockets.handleUpgrade(message, socket, head, (webSocket) => {
        served.push(webSocket)
        for (const seq of [1, 2, 3]) webSocket.send(noteFrame(seq))
      })
    } else {
      // Who does not read does not see the other side leave.
      socket.resume().on('end', () => socket.destroy())
      upgrade(socket)
    }
    come.resolve(socket)
  })
  const authority = await listen(http)
  return { host: `ws://${authority}`, come: come.promise, sockets, served }
}

/** Where the client, or `ws`, has set a timer that is not over; that of `AbortSignal` keeps nobody. */
const timers = new Map<number, string>()
const timerHook = createHook({
  init: (id, type) => {
    const stack = type === 'Timeout' ? String(new Error('a timer').stack) : ''
    const isOurs = /templates|node_modules\/ws\/lib\/websocket\.js/.test(stack)
    if (isOurs && !stack.includes('abort_controller')) timers.set(id, stack)
  },
  destroy: (id) => void timers.delete(id),
})

/** Lets everything go that is about to; what does not makes the test run out of its time. */
async function untilLeft(sockets: ReadonlySet<Socket>): Promise<void> {
  while (sockets.size > 0 || timers.size > 0) {
    await new Promise((resolve) => void setImmediate(resolve))
  }
}

/** Consumes until the end; aborted when `until` says so. */
async function consume(
  subscribe: typeof subscribeByWs<Params, Message>,
  options: NodeSubscribeOptions<Params>,
  stage: Stage,
  until: (come: Promise<Socket>, lines: readonly string[]) => Promise<unknown>,
) {
  const { host, come, sockets, served } = await startHost(stage)
  const controller = new AbortController()
  const { signal } = controller
  const lines: string[] = []
  const subscription = subscribe(stream, { host, signal, ...options })
  const loop = (async () => {
    for await (const message of subscription) {
      lines.push(brief(message))
      if (lines.length === 3) break
    }
  })()
  await until(come, lines)
  controller.abort(new Error('nobody wants to see this'))
  await loop
  await untilLeft(sockets)
  expect(await subscription.next()).toEqual({ done: true, value: undefined })
  await expect(subscription.caughtUp()).rejects.toMatchObject({ name: 'SubscriptionEndedError' })
  expect(unhandled).toEqual([])
  return { lines, served }
}

describe.each([
  { name: 'the platform', subscribe: subscribeByPlatform<Params, Message>, isWs: false },
  { name: 'ws', subscribe: subscribeByWs<Params, Message>, isWs: true },
])('by the WebSocket of $name, an abort', ({ subscribe, isWs }) => {
  it('before it connects: nobody is asked', async () => {
    const { host, sockets } = await startHost({})
    const store = { load: () => Promise.reject(new Error('not asked')), save: () => undefined }
    const subscription = subscribe(stream, { host, store, signal: AbortSignal.abort() })
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    await expect(subscription.caughtUp()).rejects.toMatchObject({ name: 'SubscriptionEndedError' })
    expect([...sockets]).toEqual([])
    expect(unhandled).toEqual([])
  })

  it('during the handshake', async () => {
    const { lines } = await consume(subscribe, {}, { upgrade: () => undefined }, (come) => come)
    expect(lines).toEqual([])
  })

  it('while it waits to connect again', async () => {
    const waiting = new Deferred<void>()
    const { lines } = await consume(
      subscribe,
      {
        backoff: { minMs: 3_600_000, maxMs: 3_600_000, random: () => 1 },
        onReconnect: () => waiting.resolve(),
      },
      { upgrade: (socket) => void socket.end('HTTP/1.1 502 No\r\nConnection: close\r\n\r\n') },
      () => waiting.promise,
    )
    expect(lines).toEqual([])
  })

  it('amid its messages', async () => {
    const reached = new Deferred<void>()
    const store = new MemoryCursorStore()
    const save = (saved: Parameters<typeof store.save>[0]) => {
      store.save(saved)
      reached.resolve()
    }
    const { lines } = await consume(
      subscribe,
      { store: { load: () => undefined, save }, saveIntervalMs: 0 },
      {},
      () => reached.promise,
    )
    expect(lines.length).toBeGreaterThan(0)
  })

  it('while it holds the server back', async () => {
    const { host, sockets, served, come } = await startHost({})
    const controller = new AbortController()
    const { signal } = controller
    const subscription = subscribe(stream, { host, signal, maxQueueBytes: 1 })
    expect((await subscription.next()).value).toMatchObject({ seq: 1 })
    await come
    const [webSocket] = served
    if (webSocket === undefined) throw new Error('nobody came')
    const closed = once(webSocket, 'close')
    // By ws it is read no further; the platform's own has been closed for that.
    if (isWs) webSocket.send(new Uint8Array(4 * 1024 * 1024))
    controller.abort()
    expect(await subscription.next()).toEqual({ done: true, value: undefined })
    await closed
    await untilLeft(sockets)
    expect(unhandled).toEqual([])
  })

  it('while the store loads, which may then fail', async () => {
    const loading = new Deferred<void>()
    const asked = new Deferred<void>()
    const load = async () => {
      asked.resolve()
      await loading.promise
      throw new Error('too late')
    }
    await consume(subscribe, { store: { load, save: () => undefined } }, {}, () => asked.promise)
    loading.resolve()
    await new Promise((resolve) => void setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it('while the store saves: it ends once that is done', async () => {
    const saving = new Deferred<void>()
    const asked = new Deferred<void>()
    const saved: number[] = []
    const save = async ({ cursor }: { readonly cursor: number }) => {
      asked.resolve()
      await saving.promise
      saved.push(cursor)
    }
    const { host, sockets } = await startHost({})
    const controller = new AbortController()
    const { signal } = controller
    const options = { host, signal, saveIntervalMs: 0, store: { load: () => undefined, save } }
    const subscription = subscribe(stream, options)
    const lines: string[] = []
    const loop = (async () => {
      for await (const message of subscription) {
        lines.push(brief(message))
        if (lines.length === 3) {
          await asked.promise
          controller.abort()
          saving.resolve()
        }
      }
    })()
    await loop
    expect(lines).toEqual(['note 1', 'note 2', 'note 3'])
    expect(saved.at(-1)).toBe(3)
    await untilLeft(sockets)
    expect(unhandled).toEqual([])
  })

  it.each(['stays silent', 'is slow to say'])(
    'while the host, asked for the scheme of its numbers, %s',
    async (how) => {
      const asked = new Deferred<void>()
      const request: RequestListener = (_request, response) => {
        if (how === 'is slow to say') response.writeHead(200).write('{')
        asked.resolve()
      }
      const options = { cursor: { since: '5m' } } as const
      const { lines } = await consume(subscribe, options, { request }, () => asked.promise)
      expect(lines).toEqual([])
    },
  )
})

function refuseAtLength(socket: Socket): void {
  socket.write('HTTP/1.1 503 No\r\nContent-Length: 1000000\r\n\r\n{')
}

describe('by ws, an abort', () => {
  it('during what a refusal says', async () => {
    const read = new Deferred<void>()
    const onRead = () => read.resolve()
    subscribeToChannel('http.client.response.finish', onRead)
    onTestFinished(() => void unsubscribeFromChannel('http.client.response.finish', onRead))
    const { lines } = await consume(
      subscribeByWs,
      {},
      { upgrade: refuseAtLength },
      () => read.promise,
    )
    expect(lines).toEqual([])
  })
})
