import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { RefusalMeter } from '../../templates/server/metrics/refusal-meter.js'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { forbidden, unauthorized } from '../../templates/server/refusal.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { nsid, stream } from './example-stream.js'
import { startHost } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'
import { RecordedLog } from './recorded-log.js'
import { refused } from './refused.js'
import { serve, until } from './serve.js'

/** Refusals that have happened, by status and error. */
async function refusalsOf(streams: StreamServer): Promise<Record<string, number>> {
  const { refusedHandshakes } = await streams.stats()
  return Object.fromEntries(
    refusedHandshakes
      .filter(({ count }) => count > 0)
      .map(({ status, error, count }) => [`${status} ${error}`, count]),
  )
}

/** An auth hook that fails, and quotes what it was given. */
function failing({ headers }: IncomingMessage): undefined {
  throw new Error(`cannot read ${headers.authorization}`)
}

const from = (address: string) => rawRequest({ headers: { 'X-Forwarded-For': address } })

describe('the count of refused handshakes', () => {
  it('goes by status and error', async () => {
    const { authority, streams } = await startHost({
      log: { slots: 8 },
      server: { maxUrlBytes: 200 },
    })
    const plain = rawRequest({ without: 'Upgrade', headers: { Connection: 'close' } })
    for (const request of [
      rawRequest({ method: 'POST' }),
      plain,
      rawRequest({ headers: { 'Sec-WebSocket-Version': '12' } }),
      rawRequest({ headers: { 'Sec-WebSocket-Key': 'short' } }),
      rawRequest({ headers: { 'Sec-WebSocket-Protocol': 'a,,b' } }),
      rawRequest({ target: `/xrpc/${nsid}?cursor=x` }),
      rawRequest({ target: `/xrpc/${nsid}?shard=1` }),
      rawRequest({ target: `/xrpc/${nsid}?x=${'y'.repeat(200)}` }),
      rawRequest({ target: '/xrpc/org.example.nothing' }),
    ]) {
      await refused(authority, request)
    }
    expect(await refusalsOf(streams)).toEqual({
      '400 InvalidRequest': 3,
      '400 InvalidShard': 1,
      '405 MethodNotAllowed': 1,
      '414 UriTooLong': 1,
      '426 UpgradeRequired': 2,
      '501 MethodNotImplemented': 1,
    })
    await streams.close()
    await refused(authority, rawRequest())
    expect(await refusalsOf(streams)).toMatchObject({ '503 ServiceUnavailable': 1 })
  })

  it('includes those where there are too many connections', async () => {
    const { authority, streams } = await startHost({
      server: { maxConnections: 2, maxConnectionsPerAddress: 1, trustedHops: 1 },
    })
    await RawClient.open(authority, from('192.0.2.1'))
    await refused(authority, from('192.0.2.1'))
    await RawClient.open(authority, from('192.0.2.2'))
    await refused(authority, from('192.0.2.3'))
    expect(await refusalsOf(streams)).toEqual({
      '429 RateLimitExceeded': 1,
      '503 NotEnoughResources': 1,
    })
  })

  it('goes by status for those of hooks, and by name only where that is usual', async () => {
    const refusals = [
      unauthorized('who are you'),
      forbidden('go away'),
      forbidden('go away', 'NotYours'),
      unauthorized('too old', 'ExpiredToken'),
      { status: 451, error: 'Legal', message: 'no' },
      { status: 200, error: 'Odd', message: 'no' },
    ]
    const pending = [...refusals]
    const streams = new StreamServer()
    const auth = (): undefined => {
      const refusal = pending.shift()
      throw refusal === undefined ? new Error('secret') : new RefusalError(refusal)
    }
    streams.mount(stream, { source: new MemoryLog(), auth })
    const authority = await serve(streams)
    for (let i = 0; i <= refusals.length; i++) await refused(authority, rawRequest())
    expect(await refusalsOf(streams)).toEqual({
      '0 other': 1,
      '401 AuthenticationRequired': 1,
      '401 other': 1,
      '403 Forbidden': 1,
      '403 other': 1,
      '451 other': 1,
      '500 InternalServerError': 1,
    })
  })

  it('includes clients that go away meanwhile', async () => {
    const streams = new StreamServer()
    streams.mount(stream, { source: new MemoryLog(), auth: () => new Promise(() => undefined) })
    const client = await RawClient.connect(await serve(streams))
    client.write(rawRequest())
    await until(() => streams.connectionCount === 1)
    client.socket.resetAndDestroy()
    await until(() => streams.connectionCount === 0)
    expect(await refusalsOf(streams)).toEqual({ '499 ClientGone': 1 })
  })

  it('cannot go by more and more names', () => {
    const meter = new RefusalMeter()
    const before = meter.counted().length
    for (let i = 0; i < 5000; i++) {
      meter.count({ status: i, error: `Made up ${i}`, message: '' })
      meter.count({ status: i / 7, error: 'InvalidRequest', message: '' })
    }
    expect(meter.counted().length).toBeLessThanOrEqual(before + 201)
    expect(meter.counted().reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
  })
})

describe('the log of a refused handshake', () => {
  it.each([
    ['info', 400, 'InvalidRequest', rawRequest({ target: `/xrpc/${nsid}?cursor=secret` })],
    ['info', 405, 'MethodNotAllowed', rawRequest({ method: 'POST' })],
    ['info', 414, 'UriTooLong', rawRequest({ target: `/xrpc/${nsid}?${'secret'.repeat(2000)}` })],
  ])('is logged as %s with %i', async (level, status, error, request) => {
    const log = new RecordedLog()
    const { authority } = await startHost({ server: { logger: log.logger } })
    await refused(authority, request)
    const told = { stream: nsid, address: '127.0.0.1', status, error }
    expect(log.lines).toEqual([{ level, ...told, msg: 'handshake refused' }])
  })

  it('is logged without a stream where there is none', async () => {
    const log = new RecordedLog()
    const { authority } = await startHost({ server: { logger: log.logger } })
    await refused(authority, rawRequest({ target: '/xrpc/org.example.secret' }))
    const told = { address: '127.0.0.1', status: 501, error: 'MethodNotImplemented' }
    expect(log.lines).toEqual([{ level: 'info', ...told, msg: 'handshake refused' }])
  })

  it('is a warning where there are too many, or the server is closing', async () => {
    const log = new RecordedLog()
    const { authority, streams } = await startHost({
      server: { logger: log.logger, maxConnectionsPerAddress: 1 },
    })
    const first = await RawClient.open(authority)
    await refused(authority, rawRequest())
    first.socket.destroy()
    await log.only('subscriber gone')
    await streams.close()
    await refused(authority, rawRequest())
    expect(log.with('handshake refused')).toMatchObject([
      { level: 'warn', status: 429, error: 'RateLimitExceeded' },
      { level: 'warn', status: 503, error: 'ServiceUnavailable' },
    ])
  })

  it('is of little interest where the client was gone before', async () => {
    const log = new RecordedLog()
    const streams = new StreamServer({ logger: log.logger })
    streams.mount(stream, { source: new MemoryLog(), auth: () => new Promise(() => undefined) })
    const client = await RawClient.connect(await serve(streams))
    client.write(rawRequest())
    await until(() => streams.connectionCount === 1)
    client.socket.resetAndDestroy()
    expect(await log.only('handshake refused')).toMatchObject({ level: 'debug', status: 499 })
  })

  it('is an error where a hook failed, of which only onError is told', async () => {
    const log = new RecordedLog()
    const errors: unknown[] = []
    const streams = new StreamServer({
      logger: log.logger,
      onError: (error) => errors.push(error),
    })
    streams.mount(stream, { source: new MemoryLog(), auth: failing })
    const headers = { Authorization: 'Bearer secret' }
    await refused(await serve(streams), rawRequest({ headers }))
    expect(errors).toEqual([new Error('cannot read Bearer secret')])
    expect(log.lines).toMatchObject([{ level: 'error', status: 500, error: 'InternalServerError' }])
    expect(log.texts.join('')).not.toContain('secret')
  })
})
