import { describe, expect, it } from 'vitest'
import { StreamServer } from '../../templates/server/stream-server.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Deferred } from './deferred.js'
import { stream } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { RawClient, rawRequest } from './raw-client.js'
import { serve, until } from './serve.js'

/** How one of many was answered. */
interface Answered {
  readonly client: RawClient
  readonly status: number
  /** For those who are refused. */
  readonly retryAfter: string | undefined
}

/** Everyone connects at once, and then asks at once. */
async function storm(authority: string, requests: readonly string[]): Promise<Answered[]> {
  const clients = await Promise.all(requests.map(() => RawClient.connect(authority)))
  return Promise.all(
    clients.map(async (client, index) => {
      client.write(requests[index] ?? '')
      const { status, headers } = await client.head()
      return { client, status, retryAfter: headers.get('retry-after') }
    }),
  )
}

function countOf(answers: readonly Answered[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

function leave(answers: readonly Answered[]): void {
  for (const { client } of answers) client.socket.resetAndDestroy()
}

const many = (count: number, request = rawRequest()) => Array.from({ length: count }, () => request)
const from = (address: string) => rawRequest({ headers: { 'X-Forwarded-For': address } })

describe('a storm of connections', () => {
  it('from one address leaves room for the others', async () => {
    const { authority, streams, errors } = await startHost({
      server: { maxConnectionsPerAddress: 20, trustedHops: 1 },
    })
    for (let round = 0; round < 3; round++) {
      const answers = await storm(authority, many(150, from('192.0.2.1')))
      expect([countOf(answers, 101), countOf(answers, 429)]).toEqual([20, 130])
      const refused = answers.filter(({ status }) => status === 429)
      expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['30']))
      await until(() => streams.connectionCount === 20)
      const other = await storm(authority, many(5, from(`192.0.2.${round + 2}`)))
      expect(countOf(other, 101)).toBe(5)
      leave([...answers, ...other])
      await until(() => streams.connectionCount === 0)
    }
    expect(errors).toEqual([])
  })

  it('in which everyone claims to be someone else is from one address', async () => {
    const claims = Array.from({ length: 60 }, (_, n) => from(`10.0.0.${n}`))
    const { authority } = await startHost({ server: { maxConnectionsPerAddress: 20 } })
    const answers = await storm(authority, claims)
    expect([countOf(answers, 101), countOf(answers, 429)]).toEqual([20, 40])
    leave(answers)
  })

  it('behind a proxy cannot claim more than the proxy adds', async () => {
    const { authority } = await startHost({
      server: { maxConnectionsPerAddress: 20, trustedHops: 1 },
    })
    const answers = await storm(authority, [
      // In front of what the proxy adds, on its line or on one of one's own.
      ...Array.from({ length: 30 }, (_, n) => from(`10.0.0.${n}, 192.0.2.1`)),
      ...Array.from({ length: 30 }, (_, n) => from(`10.0.1.${n}\r\nX-Forwarded-For: 192.0.2.1`)),
      // As the same address in other forms.
      ...Array.from({ length: 10 }, (_, n) => from(`::ffff:192.0.2.1, [::ffff:c000:201]:${n + 1}`)),
    ])
    expect([countOf(answers, 101), countOf(answers, 429)]).toEqual([20, 50])
    leave(answers)
  })

  it('from one network of IPv6 is from one address', async () => {
    const { authority } = await startHost({
      server: { maxConnectionsPerAddress: 20, trustedHops: 1 },
    })
    const addresses = Array.from({ length: 50 }, (_, n) => from(`2001:db8::${n.toString(16)}:1`))
    const answers = await storm(authority, addresses)
    expect([countOf(answers, 101), countOf(answers, 429)]).toEqual([20, 30])
    leave(answers)
  })

  it('from everywhere is bounded in all, whoever comes', async () => {
    const { authority, streams } = await startHost({
      server: { maxConnections: 30, maxConnectionsPerAddress: 20, trustedHops: 1 },
    })
    const addresses = Array.from({ length: 100 }, (_, n) => from(`192.0.2.${n % 10}`))
    const answers = await storm(authority, addresses)
    expect([countOf(answers, 101), countOf(answers, 503)]).toEqual([30, 70])
    const refused = answers.filter(({ status }) => status === 503)
    expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['30']))
    leave(answers)
    await until(() => streams.connectionCount === 0)
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })

  it('counts those who still shake hands', async () => {
    const admitted = new Deferred<undefined>()
    const streams = new StreamServer({ maxConnectionsPerAddress: 20 })
    streams.mount(stream, { source: new MemoryLog(), auth: () => admitted.promise })
    const authority = await serve(streams)
    const clients = await Promise.all(many(30).map(() => RawClient.connect(authority)))
    const statuses: number[] = []
    const heads = clients.map(async (client) => {
      client.write(rawRequest())
      statuses.push((await client.head()).status)
    })
    await until(() => statuses.length === 10)
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 429))
    expect(streams.connectionCount).toBe(20)
    admitted.resolve(undefined)
    await Promise.all(heads)
    expect(statuses.slice(10)).toEqual(Array.from({ length: 20 }, () => 101))
  })

  it('of clients who vanish while they shake hands leaves no slot taken', async () => {
    const never = new Deferred<undefined>()
    const streams = new StreamServer({ maxConnectionsPerAddress: 20 })
    let asked = 0
    const auth = () => (asked++ < 40 ? never.promise : undefined)
    streams.mount(stream, { source: new MemoryLog(), auth })
    const authority = await serve(streams)
    for (const due of [20, 40]) {
      const clients = await Promise.all(many(20).map(() => RawClient.connect(authority)))
      for (const client of clients) client.write(rawRequest())
      await until(() => asked === due)
      for (const { socket } of clients) socket.resetAndDestroy()
      await until(() => streams.connectionCount === 0)
    }
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })
})

it('who leaves makes room for one, not for more', async () => {
  const { authority, streams } = await startHost({ server: { maxConnectionsPerAddress: 2 } })
  const [first] = await storm(authority, many(2))
  first?.client.socket.destroy()
  await until(() => streams.connectionCount === 1)
  const answers = await storm(authority, many(3))
  expect([countOf(answers, 101), countOf(answers, 429)]).toEqual([1, 2])
})

it('one address may have 256 connections where nothing else is said', async () => {
  const { authority, streams } = await startHost()
  const answers = await storm(authority, many(256))
  expect(countOf(answers, 101)).toBe(256)
  expect(await storm(authority, many(1))).toMatchObject([{ status: 429, retryAfter: '30' }])
  leave(answers)
  await until(() => streams.connectionCount === 0)
})
