import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { DialEnd, Dialled } from '../../templates/client/dial.js'
import { subscribe, type NodeSubscribeOptions } from '../../templates/client/node/subscribe.js'
import { wsDial } from '../../templates/client/node/ws-dial.js'
import { SilenceError } from '../../templates/client/subscribe-error.js'
import { Deferred } from '../server/deferred.js'
import { noteFrame, stream, type Params } from '../server/example-stream.js'
import { listen } from '../server/harness.js'
import type { FakeNetwork } from './fake-dial.js'
import { briefs, cursor, note, start } from './start-subscription.js'

/** A server that answers no pings by itself. */
async function startServer(serve: (webSocket: WebSocket) => void): Promise<string> {
  const http = createServer()
  const server = new WebSocketServer({ server: http, autoPong: false })
  server.on('connection', (webSocket) => {
    webSocket.on('error', () => undefined)
    serve(webSocket)
  })
  onTestFinished(() => {
    for (const webSocket of server.clients) webSocket.terminate()
  })
  return `ws://${await listen(http)}`
}

/** A connection of its own by `ws`, with what is reported of it. */
function dial(url: string, pingIntervalMs: number) {
  const lengths: number[] = []
  let dialled: Dialled | undefined
  const opened = new Promise<Dialled>((resolve, reject) => {
    dialled = wsDial({ pingIntervalMs })(
      { url, offers: [] },
      {
        opened: () => (dialled === undefined ? reject(new Error('too early')) : resolve(dialled)),
        received: (frame) => lengths.push(frame.length),
        ended: (end) => ends.resolve(end),
      },
    )
  })
  const ends = new Deferred<DialEnd>()
  onTestFinished(() => dialled?.close(1000, ''))
  return { opened, ended: ends.promise, lengths }
}

async function pings(webSocket: WebSocket, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await once(webSocket, 'ping')
}

describe('a connection by ws', () => {
  it('is lost where pings are not answered and nothing else comes', async () => {
    const served: WebSocket[] = []
    const url = await startServer((webSocket) => served.push(webSocket))
    const { ended } = dial(url, 20)
    expect(await ended).toEqual({ kind: 'closed', code: 1006, reason: 'silence', silentMs: 20 })
    const [webSocket] = served
    if (webSocket !== undefined && webSocket.readyState !== webSocket.CLOSED) {
      expect(await once(webSocket, 'close')).toMatchObject({ 0: 1006 })
    }
  })

  it('is kept where they are answered', async () => {
    const served = new Deferred<WebSocket>()
    const url = await startServer((webSocket) => {
      webSocket.on('ping', () => webSocket.pong())
      served.resolve(webSocket)
    })
    const { ended } = dial(url, 20)
    const webSocket = await served.promise
    await pings(webSocket, 5)
    webSocket.close(1001, 'enough')
    expect(await ended).toEqual({ kind: 'closed', code: 1001, reason: 'enough' })
  })

  it('is kept where a message is long in coming', async () => {
    const url = await startServer((webSocket) => {
      let parts = 0
      webSocket.on('ping', () => {
        parts++
        webSocket.send(new Uint8Array(10), { fin: parts === 5 })
        if (parts === 5) webSocket.close(1001, 'enough')
      })
    })
    const { ended, lengths } = dial(url, 20)
    expect(await ended).toEqual({ kind: 'closed', code: 1001, reason: 'enough' })
    expect(lengths).toEqual([50])
  })

  it('is never lost for that while it is held back', async () => {
    const served = new Deferred<WebSocket>()
    const url = await startServer((webSocket) => {
      webSocket.on('ping', () => webSocket.pong())
      served.resolve(webSocket)
    })
    const { opened, ended, lengths } = dial(url, 20)
    const dialled = await opened
    dialled.pause?.()
    const webSocket = await served.promise
    // So much that it fills what lies between the two, and no pong is read behind it.
    webSocket.send(new Uint8Array(10_000_000))
    await pings(webSocket, 5)
    expect(lengths).toEqual([])
    dialled.resume?.()
    await pings(webSocket, 2)
    expect(lengths).toEqual([10_000_000])
    webSocket.close(1001, 'enough')
    expect(await ended).toEqual({ kind: 'closed', code: 1001, reason: 'enough' })
  })

  it('is asked once more where it was held back for a moment in between', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const served = new Deferred<WebSocket>()
    const url = await startServer(served.resolve)
    const { opened, ended } = dial(url, 20)
    const dialled = await opened
    const webSocket = await served.promise
    const first = pings(webSocket, 1)
    vi.advanceTimersByTime(20)
    await first
    dialled.pause?.()
    dialled.resume?.()
    const second = pings(webSocket, 1)
    vi.advanceTimersByTime(20)
    await second
    vi.advanceTimersByTime(20)
    expect(await ended).toMatchObject({ silentMs: 20 })
  })

  it.each([0, Infinity])('sends no pings where they are %d ms apart', async (pingIntervalMs) => {
    const setting = vi.spyOn(globalThis, 'setInterval')
    onTestFinished(() => setting.mockRestore())
    const url = await startServer((webSocket) => webSocket.close(1001, 'enough'))
    const { ended } = dial(url, pingIntervalMs)
    await ended
    expect(setting).not.toHaveBeenCalled()
  })

  it('pings every 30 seconds by default', async () => {
    const setting = vi.spyOn(globalThis, 'setInterval')
    onTestFinished(() => setting.mockRestore())
    const url = await startServer((webSocket) => webSocket.close(1001, 'enough'))
    const ended = new Promise((resolve) => {
      const events = { opened: () => undefined, received: () => undefined, ended: resolve }
      wsDial()({ url, offers: [] }, events)
    })
    await ended
    expect(setting.mock.calls.map(([, ms]) => ms)).toEqual([30_000])
  })

  it('is made again by the subscription, which is told', async () => {
    const errors: unknown[] = []
    let seq = 0
    const url = await startServer((webSocket) => webSocket.send(noteFrame(++seq)))
    const options: NodeSubscribeOptions<Params> = {
      url,
      pingIntervalMs: 20,
      backoff: { maxMs: 0 },
      onReconnect: ({ error }) => errors.push(error),
    }
    const subscription = subscribe(stream, options)
    expect(await briefs(subscription, 2)).toEqual(['note 1', 'note 2'])
    await subscription.return()
    expect(errors).toEqual([new SilenceError('ping', 20)])
    expect(errors).toMatchObject([
      {
        action: 'retry',
        missing: 'ping',
        message: 'the connection was given up: no answer to a ping within 20 ms',
      },
    ])
  })
})

/** A subscription whose first connection has sent this. */
async function heard(
  options: Parameters<typeof start>[0],
  message: ReturnType<typeof note> | ReturnType<typeof cursor>,
  network?: FakeNetwork,
) {
  const errors: unknown[] = []
  const onReconnect = ({ error }: { error: unknown }) => errors.push(error)
  const { subscription, network: used } = start({ ...options, onReconnect }, network)
  const first = briefs(subscription, 1)
  const connection = (await used.dialled()).open().send(message)
  await first
  const next = subscription.next()
  onTestFinished(async () => {
    await subscription.return()
    await next
  })
  return { subscription, network: used, connection, errors, next }
}

describe('silence', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('of a server that sends #cursor ends its connection after two minutes', async () => {
    const { network, connection, errors } = await heard({}, cursor(4, 4, true))
    vi.advanceTimersByTime(149_999)
    expect(errors).toEqual([])
    vi.advanceTimersByTime(1)
    expect(errors).toEqual([new SilenceError('message', 120_000)])
    expect(connection.closedWith).toBe(1000)
    expect((await network.dialled()).url.searchParams.get('cursor')).toBe('4')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a server that sends none means nothing', async () => {
    await heard({}, note(1))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('means nothing where the option says so', async () => {
    await heard({ idleTimeoutMs: 0 }, cursor(4, 4, true))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is told of by the option for any server, from the opening on', async () => {
    const errors: unknown[] = []
    const { network, subscription } = start({
      idleTimeoutMs: 1000,
      onReconnect: ({ error }) => errors.push(error),
    })
    const next = subscription.next()
    ;(await network.dialled()).open()
    vi.advanceTimersByTime(1250)
    expect(errors).toEqual([new SilenceError('message', 1000)])
    expect(errors).toMatchObject([
      { action: 'retry', message: 'the connection was given up: no message within 1000 ms' },
    ])
    await subscription.return()
    await next
  })

  it('is broken by any frame', async () => {
    const { subscription, connection, errors, next } = await heard({ idleTimeoutMs: 1000 }, note(1))
    vi.advanceTimersByTime(1000)
    connection.send(cursor(1, 1, true))
    await next
    const more = subscription.next()
    vi.advanceTimersByTime(1000)
    expect(errors).toEqual([])
    vi.advanceTimersByTime(250)
    expect(errors).toEqual([new SilenceError('message', 1000)])
    await subscription.return()
    await more
  })

  it('is none while the server is held back', async () => {
    const { subscription, connection, errors, next } = await heard(
      { idleTimeoutMs: 1000, maxQueueBytes: 100 },
      note(1),
    )
    connection.send(note(2), note(3), note(4), note(5))
    await next
    expect(connection.paused).toBe(true)
    vi.advanceTimersByTime(10_000)
    await briefs(subscription, 3)
    expect(connection.paused).toBe(false)
    const more = subscription.next()
    vi.advanceTimersByTime(1000)
    expect(errors).toEqual([])
    vi.advanceTimersByTime(250)
    expect(errors).toHaveLength(1)
    await subscription.return()
    await more
  })
})
