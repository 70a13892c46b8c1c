import { describe, expect, expectTypeOf, it } from 'vitest'
import type { AuthHook } from '../../templates/server/auth-hook.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { RefusalError } from '../../templates/server/refusal-error.js'
import { forbidden, unauthorized } from '../../templates/server/refusal.js'
import { StreamServer, type StreamServerOptions } from '../../templates/server/stream-server.js'
import { Deferred } from './deferred.js'
import { stream } from './example-stream.js'
import { Peer, publishNotes } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'
import { serve, until } from './serve.js'

interface Account {
  readonly did: string
}

/** Serves the notes to whom `auth` lets in, of each account its own. */
async function startGuarded(auth: AuthHook<Account>, options: StreamServerOptions = {}) {
  const errors: unknown[] = []
  const streams = new StreamServer({ onError: (error) => errors.push(error), ...options })
  const log = new MemoryLog()
  streams.mount(stream, {
    source: log,
    auth,
    filter: (params, account) => {
      expectTypeOf(account).toEqualTypeOf<Account>()
      expectTypeOf(params.cursor).toEqualTypeOf<number | undefined>()
      const did = Buffer.from(account.did)
      return ({ bytes }) => Buffer.from(bytes).includes(did)
    },
  })
  const authority = await serve(streams)
  return { authority, streams, errors, publisher: new Publisher(stream, log) }
}

async function answer(authority: string, request = rawRequest()) {
  const client = await RawClient.connect(authority)
  client.write(request)
  const { status, headers, body } = await client.answer()
  const parsed: unknown = JSON.parse(body)
  return { status, headers, body: parsed }
}

const never = new Promise<never>(() => undefined)

describe('auth', () => {
  it('hands its result to the filter', async () => {
    const { authority, publisher } = await startGuarded(async (request) => {
      await new Promise((resolve) => void setImmediate(resolve))
      return { did: new URL(request.url ?? '', 'ws://host').searchParams.get('as') ?? '' }
    })
    const peer = new Peer(authority, '?as=did:example:b')
    expect(await peer.brief()).toBe('cursor 0/0 live')
    await publishNotes(publisher, 1, 'did:example:a')
    await publishNotes(publisher, 1, 'did:example:b')
    expect(await peer.brief()).toBe('note 2')
  })

  it.each([
    [unauthorized('who are you?'), 'AuthenticationRequired', 'Bearer'],
    [unauthorized('expired', 'ExpiredToken'), 'ExpiredToken', 'Bearer'],
    [forbidden('not for you'), 'Forbidden', undefined],
  ])('refuses with %j', async (refusal, error, challenge) => {
    const { authority, errors } = await startGuarded(() => {
      throw new RefusalError(refusal)
    })
    const { status, headers, body } = await answer(authority)
    expect(status).toBe(refusal.status)
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('www-authenticate')).toBe(challenge)
    expect(body).toEqual({ error, message: refusal.message })
    expect(errors).toEqual([])
  })

  it('comes before the parameters are looked at', async () => {
    const { authority } = await startGuarded(async () => {
      throw new RefusalError(unauthorized('who are you?'))
    })
    const request = rawRequest({ target: `/xrpc/${stream.nsid}?cursor=x` })
    expect((await answer(authority, request)).status).toBe(401)
  })

  it('is not asked about handshakes that are none', async () => {
    let asked = 0
    const { authority } = await startGuarded(() => ({ did: `did:example:${asked++}` }))
    const request = rawRequest({ without: 'Sec-WebSocket-Key' })
    expect((await answer(authority, request)).status).toBe(400)
    expect(asked).toBe(0)
  })

  it('does not tell what went wrong inside', async () => {
    const { authority, errors } = await startGuarded(async () => {
      throw new Error('secret')
    })
    expect(await answer(authority)).toMatchObject({
      status: 500,
      body: { error: 'InternalServerError', message: 'internal error' },
    })
    expect(errors).toEqual([new Error('secret')])
  })

  it('may take no longer than a handshake', async () => {
    let seen: AbortSignal | undefined
    const auth = async (_request: unknown, signal: AbortSignal) => {
      seen = signal
      return never
    }
    const { authority, streams, errors } = await startGuarded(auth, { handshakeTimeoutMs: 10 })
    const { status, headers, body } = await answer(authority)
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('30')
    expect(body).toEqual({ error: 'ServiceUnavailable', message: 'the handshake took too long' })
    expect(seen?.aborted).toBe(true)
    await until(() => streams.connectionCount === 0)
    expect(errors).toEqual([])
  })

  it('is told when the client goes away', async () => {
    const asked = new Deferred<AbortSignal>()
    const { authority, streams, errors } = await startGuarded(async (_request, signal) => {
      asked.resolve(signal)
      return never
    })
    const client = await RawClient.connect(authority)
    client.write(rawRequest())
    const signal = await asked.promise
    expect(streams.connectionCount).toBe(1)
    client.socket.resetAndDestroy()
    await until(() => signal.aborted)
    await until(() => streams.connectionCount === 0)
    expect(errors).toEqual([])
  })

  it('is broken off when the server goes away', async () => {
    const asked = new Deferred<AbortSignal>()
    const { authority, streams } = await startGuarded(async (_request, signal) => {
      asked.resolve(signal)
      return never
    })
    const answered = answer(authority)
    const signal = await asked.promise
    await streams.close()
    expect(signal.aborted).toBe(true)
    expect(await answered).toMatchObject({
      status: 503,
      body: { error: 'ServiceUnavailable', message: 'the server is going away' },
    })
  })

  it('loses nothing that a client sends while it waits', async () => {
    const asked = new Deferred<undefined>()
    const admitted = new Deferred<Account>()
    const { authority } = await startGuarded(() => {
      asked.resolve(undefined)
      return admitted.promise
    })
    const client = await RawClient.connect(authority)
    client.write(rawRequest())
    await asked.promise
    // A ping, masked with zeros.
    client.write(Uint8Array.of(0x89, 0x81, 0, 0, 0, 0, 0x61))
    admitted.resolve({ did: 'did:example:a' })
    expect((await client.head()).status).toBe(101)
    const seen = [await client.frame(), await client.frame()]
    expect(seen.map(({ opcode }) => opcode).sort((a, b) => a - b)).toEqual([2, 10])
  })
})

it('without auth a filter is handed nothing', () => {
  new StreamServer().mount(stream, {
    source: new MemoryLog(),
    filter: (_params, account) => {
      expectTypeOf(account).toEqualTypeOf<undefined>()
      return undefined
    },
  })
  new StreamServer().mount(stream, {
    source: new MemoryLog(),
    // @ts-expect-error nothing answers with an account
    filter: (_params, _account: Account) => undefined,
  })
})
