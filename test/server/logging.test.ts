import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { LogFields, StreamLogger } from '../../templates/server/logging/stream-logger.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { DropReason } from '../../templates/server/metrics/drop-reason.js'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { changedSource } from './changed-source.js'
import { Deferred } from './deferred.js'
import { noteFrame, nsid, stream, type Message } from './example-stream.js'
import { Peer, publishNotes, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame, rawRequest } from './raw-client.js'
import { RecordedLog } from './recorded-log.js'
import { refused } from './refused.js'
import { serve, until } from './serve.js'

const subscriber = {
  stream: nsid,
  address: '127.0.0.1',
  subprotocol: 'xrpc.v0.cbor',
  shard: 'all',
}

/** What a logger does that cannot log. */
function cannotLog(_fields: LogFields, message: string): void {
  throw new Error(`cannot log ${message}`)
}

describe('a subscriber', () => {
  it('is logged when it comes and when it goes', async () => {
    const log = new RecordedLog()
    const { authority, publisher } = await startHost({
      log: { slots: 4 },
      server: { logger: log.logger },
    })
    await publishNotes(publisher, 3)
    const peer = new Peer(authority, '?cursor=1&shardCount=1&shard=0', 'xrpc.v1.cbor')
    expect((await peer.briefs(4)).at(-1)).toBe('cursor 3/3 live')
    const who = { ...subscriber, subprotocol: 'xrpc.v1.cbor', shard: '0/1' }
    expect(log.lines).toEqual([{ level: 'info', ...who, cursor: 1, msg: 'subscriber connected' }])
    peer.webSocket.close(4321, 'enough')
    expect(await log.only('subscriber gone')).toEqual({
      level: 'info',
      ...who,
      cursor: 3,
      code: 4321,
      reason: 'enough',
      messages: 4,
      msg: 'subscriber gone',
    })
    expect(log.lines).toHaveLength(2)
  })

  it('says how much it was sent, and how long it was there', async () => {
    const log = new RecordedLog()
    const { authority, publisher } = await startHost({
      mount: { cursorMessages: 'v1' },
      server: { logger: log.logger },
    })
    const peer = new Peer(authority)
    await until(() => log.lines.length === 1)
    expect(log.lines[0]).not.toHaveProperty('cursor')
    await publishNotes(publisher, 2)
    expect(await peer.briefs(2)).toEqual(['note 1', 'note 2'])
    peer.webSocket.terminate()
    await log.only('subscriber gone')
    const { messages, bytes, durationMs, code, cursor } = log.lines[1] ?? {}
    // Two bytes of WebSocket header for each.
    expect({ messages, bytes, code, cursor }).toEqual({
      messages: 2,
      bytes: 2 * (noteFrame(1, 'text').length + 2),
      code: 1006,
      cursor: 2,
    })
    expect(typeof durationMs).toBe('number')
  })

  it('of a handler is logged likewise', async () => {
    const log = new RecordedLog()
    const streams = new StreamServer({ logger: log.logger })
    streams.mountHandler(stream, {
      async *handler(): AsyncGenerator<Message> {
        yield { $type: `${nsid}#note`, seq: 1, did: 'did:example:a', text: 'text' }
      },
    })
    await new Peer(await serve(streams), '?cursor=7', 'xrpc.v1.json').closed
    await log.only('subscriber gone')
    const who = { ...subscriber, subprotocol: 'xrpc.v1.json' }
    expect(log.with('subscriber connected')).toEqual([
      { level: 'info', ...who, cursor: 7, msg: 'subscriber connected' },
    ])
    expect(log.with('subscriber gone')).toEqual([
      {
        level: 'info',
        ...who,
        code: 1000,
        reason: 'end of stream',
        messages: 1,
        msg: 'subscriber gone',
      },
    ])
  })

  it('is named by the address that a trusted proxy gives', async () => {
    const log = new RecordedLog()
    const { authority } = await startHost({ server: { logger: log.logger, trustedHops: 1 } })
    const headers = { 'X-Forwarded-For': '203.0.113.9, 192.0.2.1' }
    const client = await RawClient.open(authority, rawRequest({ headers }))
    client.socket.destroy()
    expect((await log.only('subscriber gone'))['address']).toBe('192.0.2.1')
    await refused(authority, rawRequest({ headers, method: 'POST' }))
    expect((await log.only('handshake refused'))['address']).toBe('192.0.2.1')
    expect(log.texts.join('')).not.toContain('203.0.113.9')
  })
})

describe('a subscriber that the server ends', () => {
  const flood = Buffer.concat(Array.from({ length: 20 }, () => rawFrame({ opcode: opcodes.ping })))
  it.each<[DropReason, string, number, Parameters<typeof startHost>[0], string, Uint8Array?]>([
    ['future-cursor', 'info', 1008, {}, '?cursor=9'],
    [
      'source-failed',
      'warn',
      1011,
      { source: (log) => changedSource(log, { read: () => Promise.reject(new Error('broken')) }) },
      '',
    ],
    ['too-many-incoming', 'warn', 1008, { server: { maxIncomingPerSecond: 1 } }, '', flood],
    ['dead-peer', 'info', 1006, { server: { pingIntervalMs: 16 } }, ''],
  ])('as %s is logged as %s', async (drop, level, code, options, query, data) => {
    const log = new RecordedLog()
    const server = { ...options?.server, logger: log.logger }
    const { authority } = await startHost({ ...options, server })
    const client = await RawClient.open(authority, rawRequest({ target: `/xrpc/${nsid}${query}` }))
    if (data !== undefined) client.write(data)
    if (code !== 1006) {
      await client.closeFrame()
      const payload = Uint8Array.of(code >> 8, code & 0xff)
      client.write(rawFrame({ opcode: opcodes.close, payload }))
      client.socket.end()
    }
    expect(await log.only('subscriber gone')).toMatchObject({ level, ...subscriber, drop, code })
  })

  it('as too slow is a warning', async () => {
    const log = new RecordedLog()
    const { authority, publisher } = await startHost({
      log: { maxFrames: 4 },
      server: { logger: log.logger },
    })
    const slow = new Peer(authority)
    const fast = new Peer(authority)
    for (const peer of [slow, fast]) await peer.brief()
    slow.webSocket.pause()
    for (let seq = 1; seq <= 120; seq++) {
      await publisher.publishFrame(noteFrame(seq, 'x'.repeat(256 * 1024)))
      expect(await fast.brief()).toBe(`note ${seq}`)
    }
    slow.webSocket.resume()
    await slow.closed
    const { cursor, messages, ...line } = await log.only('subscriber gone')
    expect(line).toEqual({
      level: 'warn',
      ...subscriber,
      code: 1008,
      reason: 'ConsumerTooSlow',
      drop: 'consumer-too-slow',
      msg: 'subscriber gone',
    })
    expect(cursor).toBeGreaterThan(0)
    expect(cursor).toBeLessThan(120)
    // The first #cursor, one on its way back to the log, and the error.
    expect(messages).toBe(Number(cursor) + 2)
  })
})

it('nothing of headers, targets and auth results is logged', async () => {
  const log = new RecordedLog()
  const streams = new StreamServer({ logger: log.logger })
  let isOpen = true
  const auth = () => {
    if (isOpen) return { did: 'did:example:secret' }
    throw new RefusalError({ status: 403, error: 'NotYours', message: 'secret of did:example:x' })
  }
  streams.mount(stream, { source: new MemoryLog(), auth })
  const authority = await serve(streams)
  const request = rawRequest({
    target: `/xrpc/${nsid}?token=secret`,
    headers: { Authorization: 'Bearer secret', Cookie: 'secret=1', 'User-Agent': 'secret' },
  })
  const client = await RawClient.open(authority, request)
  client.socket.destroy()
  await log.only('subscriber gone')
  isOpen = false
  await refused(authority, request)
  expect(log.lines.map(({ msg }) => msg)).toEqual([
    'subscriber connected',
    'subscriber gone',
    'handshake refused',
  ])
  expect(log.texts.join('')).not.toContain('secret')
})

describe('a logger that throws', () => {
  it('breaks nothing, and onError is told', async () => {
    const logger = { debug: cannotLog, info: cannotLog, warn: cannotLog, error: cannotLog }
    const { authority, publisher, streams, errors } = await startHost({ server: { logger } })
    const peer = new Peer(authority)
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await publishNotes(publisher, 1)
    expect(await peer.brief()).toBe('note 1')
    await refused(authority, rawRequest({ method: 'POST' }))
    await streams.close()
    expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
    expect(errors).toEqual(
      [
        'subscriber connected',
        'handshake refused',
        'server closing',
        'subscriber gone',
        'server closed',
      ].map((message) => new Error(`cannot log ${message}`)),
    )
  })
})

describe('what fails inside', () => {
  it('in a source is logged once, however many connections it ends', async () => {
    const log = new RecordedLog()
    const reading = new Deferred<undefined>()
    const { authority, errors } = await startHost({
      source: (memory) =>
        changedSource(memory, {
          read: async () => {
            await reading.promise
            throw new Error('disk on fire')
          },
        }),
      server: { logger: log.logger },
    })
    const peers = [new Peer(authority), new Peer(authority), new Peer(authority)]
    for (const peer of peers) await peer.brief()
    reading.resolve(undefined)
    for (const peer of peers) {
      expect(await peer.closed).toEqual({ code: 1011, reason: 'internal error' })
    }
    await until(() => log.with('subscriber gone').length === peers.length)
    const failures = log.with('source failed')
    expect(failures).toHaveLength(1)
    expect(failures).toMatchObject([
      { level: 'error', stream: nsid, err: { type: 'Error', message: 'disk on fire' } },
    ])
    expect(errors).toEqual(peers.map(() => new Error('disk on fire')))
  })

  it('in a handler, or in its status, is logged', async () => {
    const log = new RecordedLog()
    const streams = new StreamServer({ logger: log.logger })
    streams.mountHandler(stream, {
      handler: () => {
        throw new TypeError('no such thing')
      },
      status: () => Promise.reject(new RangeError('no such place')),
    })
    const authority = await serve(streams)
    await new Peer(authority).closed
    expect(await log.only('handler failed')).toMatchObject({
      level: 'error',
      stream: nsid,
      err: { type: 'TypeError', message: 'no such thing' },
    })
    await fetch(`http://${authority}/xrpc/com.atproto.stream.getStatus?stream=${nsid}`)
    expect(await log.only('status failed')).toMatchObject({
      level: 'error',
      stream: nsid,
      err: { type: 'RangeError', message: 'no such place' },
    })
  })

  it('with a stored frame that is none is logged with its seq', async () => {
    const log = new RecordedLog()
    const host = await startHost({ server: { logger: log.logger } })
    host.log.append([
      { seq: 6, slot: undefined, bytes: noteFrame(6) },
      { seq: 7, slot: undefined, bytes: Uint8Array.of(0xff) },
      { seq: 8, slot: undefined, bytes: noteFrame(8) },
    ])
    const peer = new Peer(host.authority, '?cursor=0', 'xrpc.v1.json')
    expect((await peer.briefs(3)).slice(1)).toEqual(['note 6', 'note 8'])
    expect(host.errors).toHaveLength(1)
    expect(await log.only('stored frame is malformed')).toMatchObject({
      level: 'error',
      stream: nsid,
      seq: 7,
      err: { type: 'DecodeError' },
    })
  })
})

it('a server says when it closes, and when it has closed', async () => {
  const log = new RecordedLog()
  const { authority, streams } = await startHost({ server: { logger: log.logger } })
  await new Peer(authority).brief()
  await Promise.all([streams.close({ code: 1001 }), streams.close()])
  const [connected, closing, gone, closed, ...more] = log.lines
  expect([connected?.['msg'], more]).toEqual(['subscriber connected', []])
  expect(closing).toEqual({ level: 'info', code: 1001, connections: 1, msg: 'server closing' })
  expect(gone).toMatchObject({
    level: 'info',
    code: 1001,
    drop: 'server-closing',
    msg: 'subscriber gone',
  })
  expect(closed).toMatchObject({ level: 'info', msg: 'server closed' })
  expect(Number.isSafeInteger(closed?.['durationMs'])).toBe(true)
})

it('a logger of pino is what is asked for, without a cast', () => {
  const quiet = pino({ enabled: false })
  const loggers: StreamLogger[] = [quiet, quiet.child({ service: 'notes' }), console]
  expect(loggers).toHaveLength(3)
  // @ts-expect-error it has no levels
  const incomplete: StreamLogger = { info: () => undefined }
  expect(incomplete).toBeDefined()
})
