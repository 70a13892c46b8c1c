import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { StartError } from '../../templates/client/start-error.js'
import type { Start } from '../../templates/client/start-point.js'
import { Subscription } from '../../templates/client/subscription.js'
import { planSubscription } from '../../templates/client/subscription-plan.js'
import { subscribe } from '../../templates/client/node/subscribe.js'
import { noteFrame, stream } from '../server/example-stream.js'
import { brief, listen, startHost } from '../server/harness.js'
import { FakeNetwork } from './fake-dial.js'
import { cursor as cursorMessage, note, start } from './start-subscription.js'

/** Where no host answers. */
const nobody = 'ws://127.0.0.1:9'

/** The `cursor` parameter that a subscription connects with; null where there is none. */
async function asked(cursor: Start, host = nobody): Promise<string | null> {
  const network = new FakeNetwork()
  const subscription = new Subscription(planSubscription(stream, { host, cursor }, network.dial))
  const first = subscription.next()
  const connection = await Promise.race([network.dialled(), first])
  await subscription.return()
  if (!('url' in connection)) throw new Error('a message before there is a connection')
  return connection.url.searchParams.get('cursor')
}

describe('a subscription starts', () => {
  it.each<[Start, string | null]>([
    [5, '5'],
    [0, '0'],
    ['oldest', '0'],
    ['live', null],
    [{ since: new Date(1_700_000_000_000), seqScheme: 'unix-micros' }, '1700000000000000'],
    [{ since: new Date(0), seqScheme: 'unix-micros' }, '1'],
  ])('at %j with cursor=%s', async (cursor, expected) => {
    expect(await asked(cursor)).toBe(expected)
  })

  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['250ms', 250],
    [60_000, 60_000],
  ])('%s ago, by its own clock', async (since, ms) => {
    const before = Date.now()
    const cursor = Number(await asked({ since, seqScheme: 'unix-micros' }))
    expect(cursor).toBeGreaterThanOrEqual((before - ms) * 1000)
    expect(cursor).toBeLessThanOrEqual((Date.now() - ms) * 1000)
  })

  it('some time ago where the host says that its numbers tell the time', async () => {
    const log = { seqScheme: 'unix-micros' as const }
    const { authority, publisher } = await startHost({ log })
    const nowMicros = Date.now() * 1000
    for (const secondsAgo of [600, 120, 30]) {
      await publisher.publishFrame(noteFrame(nowMicros - secondsAgo * 1_000_000))
    }
    const host = `ws://${authority}`
    const lines: string[] = []
    for await (const message of subscribe(stream, { host, cursor: { since: '5m' } })) {
      if ('seq' in message) lines.push(brief(message))
      if ('cursor' in message && message.live) break
    }
    expect(lines).toEqual([`note ${nowMicros - 120_000_000}`, `note ${nowMicros - 30_000_000}`])
  })
})

/** What keeps a subscription from starting there. */
async function fails(cursor: Start, host?: string): Promise<unknown> {
  try {
    return await asked(cursor, host)
  } catch (error) {
    return error
  }
}

describe('since', () => {
  it.each(['', 'yesterday', '5', '-5m', '5 m', new Date('nonsense'), new Date(8.64e15)])(
    'is no time if it is "%s"',
    async (since) => {
      expect(await fails({ since, seqScheme: 'unix-micros' })).toEqual(
        new StartError('bad-time', `since: ${String(since)} is no time`),
      )
    },
  )

  it('is impossible where the host counts', async () => {
    const { authority } = await startHost()
    const error = await fails({ since: '5m' }, `ws://${authority}`)
    expect(error).toMatchObject({ code: 'no-time', action: 'give-up' })
    expect(String(error)).toBe(
      "StartError: since: the host's sequence numbers (counter) do not tell the time; " +
        "give positions that were saved before it, or start from a cursor, 'oldest' or 'live'",
    )
  })

  it.each([
    ['knows no such query', 404, 'not found'],
    ['answers nonsense', 200, 'nonsense'],
    ['answers something else', 200, '{"seqScheme":5}'],
    ['answers without end', 200, `{"seqScheme":"unix-micros"${' '.repeat(200_000)}}`],
  ])('is left to the first #cursor where the host %s', async (_what, status, body) => {
    const http = createServer((_request, response) => response.writeHead(status).end(body))
    const { network, subscription } = start({
      host: `ws://${await listen(http)}`,
      cursor: { since: '5m' },
    })
    const first = subscription.next()
    const probe = await network.dialled()
    expect(probe.url.searchParams.get('cursor')).toBe(null)
    const time = '2026-01-02T03:04:05.000Z'
    const told = { seqScheme: 'unix-micros', time }
    probe.open().send(cursorMessage(0, 0, true, told))
    const real = await network.dialled()
    expect(probe.closedWith).toBe(1000)
    // Back from the host's clock, whatever one's own reads.
    expect(real.url.searchParams.get('cursor')).toBe(String((Date.parse(time) - 5 * 60_000) * 1000))
    await subscription.return()
    await first
  })

  it('is not guessed where the host says nothing of its numbers', async () => {
    const { network, subscription } = start({ host: nobody, cursor: { since: '5m' } })
    const first = subscription.next()
    ;(await network.dialled()).open().send(note(1))
    await expect(first).rejects.toMatchObject({ name: 'StartError', code: 'unknown-scheme' })
  })

  it('is asked of the next host where the first one says nothing', async () => {
    const told: unknown[] = []
    const tell = (event: unknown) => void told.push(event)
    const network = new FakeNetwork()
    const options = {
      hosts: [nobody, 'ws://127.0.0.1:19'],
      cursor: { since: '5m' },
      onReconnect: tell,
      onInvalid: tell,
    }
    const subscription = new Subscription(planSubscription(stream, options, network.dial))
    const first = subscription.next()
    const refusal = { kind: 'refused', reason: 'other', detail: 'no', status: 404 } as const
    ;(await network.dialled()).end(refusal)
    const probe = await network.dialled()
    expect(probe.url.host).toBe('127.0.0.1:19')
    probe.open().send(cursorMessage(0, 0, true, { seqScheme: 'unix-micros' }))
    expect((await network.dialled()).url.searchParams.get('cursor')).toMatch(/^\d{16}$/)
    await subscription.return()
    await first
    expect(told).toEqual([])
  })

  it('is not asked for any longer once the subscription has ended', async () => {
    const { network, subscription } = start({ host: nobody, cursor: { since: '5m' } })
    const first = subscription.next()
    const probe = (await network.dialled()).open()
    await subscription.return()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(probe.closedWith).toBe(1000)
  })

  it('is not waited for where a host refuses for good', async () => {
    const { network, subscription } = start({ host: nobody, cursor: { since: '5m' } })
    const first = subscription.next()
    const refusal = { kind: 'refused', reason: 'other', detail: 'no', status: 403 } as const
    ;(await network.dialled()).end(refusal)
    await expect(first).rejects.toMatchObject({ name: 'ConnectError', status: 403 })
  })

  it.each([
    ['2026-01-01T00:00:09Z', undefined],
    ['2026-01-01T00:00:10Z', '5'],
    ['2026-01-01T00:00:39Z', '7'],
    ['2026-01-01T00:00:40Z', '9'],
  ])('%s is found by positions that were saved on a host that counts', async (since, expected) => {
    const host = 'relay.example'
    const saved = [
      { cursor: 9, host, time: '2026-01-01T00:00:40Z' },
      { cursor: 5, host, time: '2026-01-01T00:00:10Z' },
      { cursor: 7, host, time: '2026-01-01T00:01:00Z', streamTime: '2026-01-01T00:00:20Z' },
    ]
    const { network, subscription } = start({
      host: nobody,
      cursor: { since: new Date(since), saved },
    })
    const first = subscription.next()
    ;(await network.dialled()).open().send(cursorMessage(10, 10, true, { seqScheme: 'counter' }))
    if (expected === undefined) {
      await expect(first).rejects.toMatchObject({ code: 'no-time' })
      return
    }
    const real = await network.dialled()
    expect(real.url.searchParams.get('cursor')).toBe(expected)
    await subscription.return()
    await first
  })
})
