import { describe, expect, it } from 'vitest'

import { nsid, stream } from '../server/example-stream.js'
import { brokenRules, quick } from './probe-report.js'
import { run } from './run-in-process.js'
import {
  httpResponse,
  startRefusingHost,
  startSilentHost,
  startWrongHost,
} from './tail-wrong-hosts.js'

/** What a host that could not be probed is reported to have said, as JSON has it. */
async function refusalBy(url: string, args: readonly string[] = []): Promise<unknown> {
  const { code, out, err } = await run(['probe', url, nsid, '--json', ...quick, ...args])
  expect({ code, err }).toEqual({ code: 1, err: '' })
  const report: unknown = JSON.parse(out)
  expect(report).toMatchObject({ ok: false, facts: { reachable: false }, rules: [] })
  return report !== null && typeof report === 'object' && Reflect.get(report, 'refusal')
}

const limits = httpResponse(
  '429 Too Many Requests',
  ['Retry-After: 30'],
  '{"error":"RateLimitExceeded","message":"at most 2 connections"}',
)

describe('a host that may refuse', () => {
  it('limits how often it is asked', async () => {
    const { url, requests } = await startRefusingHost(limits)
    expect(await run(['probe', url, nsid])).toEqual({
      code: 1,
      out: `${url}/xrpc/org.example.subscribeNotes
  reachable  no
  answer     HTTP 429 RateLimitExceeded: at most 2 connections
not probed: the host limits how often it is asked; ask again in 30 s
`,
      err: '',
    })
    expect(requests).toHaveLength(1)
    expect(await refusalBy(url)).toEqual({
      kind: 'limited',
      answer: 'HTTP 429 RateLimitExceeded: at most 2 connections',
      status: 429,
      error: 'RateLimitExceeded',
      message: 'at most 2 connections',
      retryAfterSeconds: 30,
      advice: 'the host limits how often it is asked; ask again in 30 s',
    })
  })

  it('cannot serve the stream now', async () => {
    const { url } = await startRefusingHost(httpResponse('503 Service Unavailable'))
    expect(await refusalBy(url)).toEqual({
      kind: 'unavailable',
      answer: 'HTTP 503 Service Unavailable',
      status: 503,
      advice: 'the host cannot serve the stream now; ask again later',
    })
  })

  it.each(['301 Moved', '302 Found', '307 Moved', '308 Moved'])(
    'sends its clients elsewhere with %s',
    async (status) => {
      const location = `https://new.example/xrpc/${nsid}`
      const { url } = await startRefusingHost(httpResponse(status, [`Location: ${location}`]))
      const there = `wss://new.example/xrpc/${nsid}`
      expect(await refusalBy(url)).toMatchObject({
        kind: 'moved',
        location: there,
        advice: `the host sends its clients to another address; probe ${there} instead`,
      })
    },
  )

  it('sends its clients to another path, to what is no address, or does not say where', async () => {
    const path = await startRefusingHost(httpResponse('302 Found', ['Location: /streams/?a=b']))
    expect(await refusalBy(path.url)).toMatchObject({ location: `${path.url}/streams/?a=b` })
    const nonsense = await startRefusingHost(httpResponse('302 Found', ['Location: http://']))
    expect(await refusalBy(nonsense.url)).toMatchObject({ location: 'http://' })
    const nowhere = await startRefusingHost(httpResponse('302 Found'))
    expect(await refusalBy(nowhere.url)).toEqual({
      kind: 'moved',
      answer: 'HTTP 302 Found',
      status: 302,
      advice: 'the host sends its clients elsewhere, and does not say where; ask its operator',
    })
  })

  it.each(['401 Unauthorized', '403 Forbidden'])(
    'does not let everybody in: %s',
    async (status) => {
      const { url } = await startRefusingHost(httpResponse(status))
      expect(await refusalBy(url)).toMatchObject({
        kind: 'unauthorized',
        answer: `HTTP ${status}`,
        advice: 'the host does not let everybody in; ask its operator for access',
      })
    },
  )

  it.each(['404 Not Found', '501 Not Implemented'])('has no such stream: %s', async (status) => {
    const { url } = await startRefusingHost(httpResponse(status))
    expect(await run(['probe', url, nsid])).toEqual({
      code: 1,
      out: `${url}/xrpc/org.example.subscribeNotes
  reachable  no
  served     no
  answer     HTTP ${status}
not probed: org.example.subscribeNotes is not served here; see that the name is right, or ask another host
`,
      err: '',
    })
    expect(await refusalBy(url)).toMatchObject({ kind: 'not-served' })
  })

  it('does not take the parameters', async () => {
    const body = '{"error":"InvalidRequest","message":"wantedKinds: unknown"}'
    const { url } = await startRefusingHost(httpResponse('400 Bad Request', [], body))
    expect(await refusalBy(url)).toMatchObject({
      kind: 'refused',
      answer: 'HTTP 400 InvalidRequest: wantedKinds: unknown',
      advice:
        'the host does not take this request; see that the parameters of the address are right',
    })
  })
})

describe('a host to which there is no connection', () => {
  const advice = 'there was no connection; see that the address is right, and that the host is up'

  it('hangs up', async () => {
    const { url } = await startRefusingHost('')
    expect(await refusalBy(url)).toEqual({
      kind: 'no-connection',
      answer: 'socket hang up',
      advice,
    })
  })

  it('never answers', async () => {
    const { url, requests } = await startSilentHost()
    expect(await refusalBy(url)).toMatchObject({ answer: 'no answer within 1000 ms', advice })
    expect(requests).toHaveLength(1)
  })

  it('is not there', async () => {
    expect(await run(['probe', 'ws://127.0.0.1:9', nsid])).toEqual({
      code: 1,
      out: `ws://127.0.0.1:9/xrpc/org.example.subscribeNotes
  reachable  no
  answer     connect ECONNREFUSED 127.0.0.1:9
not probed: ${advice}
`,
      err: '',
    })
  })
})

describe('an answer that no host may give', () => {
  it.each([
    [
      'that an upgrade is required',
      httpResponse('426 Upgrade Required'),
      'HTTP 426 Upgrade Required',
    ],
    ['a page', httpResponse('200 OK', [], 'Hello'), 'HTTP 200 OK'],
    [
      'an upgrade that is none',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
      'Invalid Sec-WebSocket-Accept header',
    ],
  ])('is %s', async (_name, response, came) => {
    const { url } = await startRefusingHost(response)
    expect(await brokenRules(url)).toEqual([{ name: 'reachable', expected: 'a WebSocket', came }])
  })
})

it('does not judge what a host would have done that has been asked too often', async () => {
  const { url, requests } = await startWrongHost(
    (webSocket) => {
      const cursor = { $type: `${nsid}#cursor`, cursor: 9, highestSeq: 9, live: true } as const
      webSocket.send(stream.codecs['xrpc.v0.cbor'].encode(cursor))
    },
    { refuse: () => (requests.length > 2 ? limits : undefined) },
  )
  const readable = await run(['probe', url, nsid, ...quick])
  expect(readable.code).toBe(1)
  expect(readable.out).toContain(
    '\nnot probed to the end: HTTP 429 RateLimitExceeded: at most 2 connections (with a future cursor): the host limits how often it is asked; ask again in 30 s\n27 rules: ',
  )
  expect(readable.out).toContain(', 0 broken\n')
  expect(requests).toHaveLength(3)
  requests.length = 0
  const { code, out } = await run(['probe', url, nsid, '--json', ...quick])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    facts: { reachable: true, served: true, futureCursor: 'not asked' },
    refusal: { kind: 'limited', during: 'with a future cursor', retryAfterSeconds: 30 },
  })
  expect(out).not.toContain('"verdict":"broken"')
  expect(requests).toHaveLength(3)
})

it.each([
  [1, 'with cursor 0'],
  [5, 'with a shard'],
  [6, 'with a shard that cannot be'],
])(
  'does not say of a host with shards that it has none, whose limit is %d connections',
  async (limit, during) => {
    let connections = 0
    const { url } = await startWrongHost(
      (webSocket) => {
        const cursor = {
          $type: `${nsid}#cursor`,
          cursor: 9,
          highestSeq: 9,
          live: true,
          shardCount: 8,
        } as const
        webSocket.send(stream.codecs['xrpc.v0.cbor'].encode(cursor))
      },
      { refuse: () => (++connections > limit ? limits : undefined) },
    )
    const { out } = await run(['probe', url, nsid, '--json', ...quick])
    const report: unknown = JSON.parse(out)
    expect(report).toMatchObject({ facts: { shardCount: 8 }, refusal: { kind: 'limited', during } })
    const verdictOf = (name: string) =>
      new RegExp(`"name":"${name}","text":"[^"]*",("verdict":[^}]*)}`).exec(out)?.[1]
    const unasked = '"verdict":"not-seen","why":"the host limits how often it is asked"'
    expect(verdictOf('shard-count')).toBe('"verdict":"kept"')
    expect(verdictOf('shard-accepted')).toBe(limit < 6 ? unasked : '"verdict":"kept"')
    expect(verdictOf('shard-refused')).toBe(unasked)
    const hasNone = '"verdict":"not-offered","why":"the host has no getStatus"'
    expect(verdictOf('status-fields')).toBe(limit > 1 ? hasNone : unasked)
  },
)
