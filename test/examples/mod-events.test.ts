import { once } from 'node:events'
import { createServer } from 'node:http'
import { Secp256k1Keypair } from '@atproto/crypto'
import { createServiceJwt } from '@atproto/xrpc-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { stream } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'
import { StreamServer } from '../../generated/runtime/server/index.js'
import { run } from '../cli/run-in-process.js'
import { failedRules, runJson } from '../conformance/run-conformance.js'
import { listen } from '../server/harness.js'
import { ModEventFeed, type ModEvent } from './mod-event-feed.js'
import { mountModEvents } from './mod-events-server.js'

const serviceDid = 'did:web:chat.example.com'
const moderator = 'did:web:mod.example.com'
const stranger = 'did:web:stranger.example.com'

const event = (rev: string): ModEvent => ({
  $type: 'chat.bsky.moderation.subscribeModEvents#eventConvoFirstMessage',
  convoId: 'convo',
  createdAt: '2026-01-02T03:04:05.000Z',
  recipients: ['did:example:b'],
  rev,
  user: 'did:example:a',
})
const revs = ['3mbc222222222', '3mbc222222322', '3mbc222222422']

async function startChat() {
  const keys = {
    [moderator]: await Secp256k1Keypair.create(),
    [stranger]: await Secp256k1Keypair.create(),
  }
  const feed = new ModEventFeed()
  const streams = new StreamServer()
  mountModEvents(streams, feed, {
    serviceDid,
    allowed: new Set([moderator]),
    signingKeyOf: async (did) => {
      const key = Object.entries(keys).find(([owner]) => owner === did)?.[1]
      if (key === undefined) throw new Error(`no such DID: ${did}`)
      return key.did()
    },
  })
  const http = createServer()
  streams.attach(http)
  onTestFinished(() => streams.close({ deadlineMs: 0 }))
  const token = (claims: Partial<Parameters<typeof createServiceJwt>[0]> = {}) =>
    createServiceJwt({
      iss: moderator,
      aud: serviceDid,
      lxm: stream.nsid,
      keypair: keys[moderator],
      ...claims,
    })
  return { authority: await listen(http), feed, keys, token }
}

function connect(authority: string, token: string | undefined, query = ''): WebSocket {
  const webSocket = new WebSocket(`ws://${authority}/xrpc/${stream.nsid}${query}`, {
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  })
  onTestFinished(() => webSocket.terminate())
  return webSocket
}

/** What a connection is refused with. */
async function refusal(webSocket: WebSocket): Promise<unknown> {
  return new Promise((resolve, reject) => {
    webSocket.on('open', () => reject(new Error('not refused')))
    webSocket.on('error', () => undefined)
    webSocket.on('unexpected-response', (_request, response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve([response.statusCode, JSON.parse(body)]))
    })
  })
}

/** So many frames, in brief. */
async function frames(webSocket: WebSocket, count: number): Promise<string[]> {
  const lines: string[] = []
  return new Promise((resolve) => {
    webSocket.on('message', (data) => {
      if (!Buffer.isBuffer(data)) throw new Error('not one buffer')
      const frame = stream.codecs['xrpc.v0.cbor'].decode(data)
      if (frame.kind === 'error') lines.push(`error ${frame.error}`)
      else if (frame.kind !== 'message') lines.push(frame.kind)
      else if ('rev' in frame.message) lines.push(frame.message.rev)
      else lines.push(frame.message.live ? 'live' : 'replay')
      if (lines.length === count) resolve(lines)
    })
  })
}

describe('chat.bsky.moderation.subscribeModEvents', () => {
  it('is sent to a moderation service that signs its request', async () => {
    const { authority, feed, token } = await startChat()
    const [first = '', second = '', third = ''] = revs
    feed.add(event(first))
    feed.add(event(second))
    const fresh = connect(authority, await token())
    const resumed = connect(authority, await token(), `?cursor=${first}`)
    const seen = [frames(fresh, 2), frames(resumed, 4)]
    await Promise.all([once(fresh, 'message'), once(resumed, 'message')])
    feed.add(event(third))
    expect(await seen[0]).toEqual(['live', third])
    expect((await seen[1])?.filter((line) => line !== 'live')).toEqual(['replay', second, third])
  })

  it('tells a cursor in the future from one that is not', async () => {
    const { authority, token } = await startChat()
    const webSocket = connect(authority, await token(), '?cursor=jzzzzzzzzzzzz')
    const seen = frames(webSocket, 1)
    const closed: unknown[] = await once(webSocket, 'close')
    expect(await seen).toEqual(['error FutureCursor'])
    expect(closed.map(String)).toEqual(['1008', 'FutureCursor'])
  })

  it.each(['abc', '17', '3mbc22222222', 'zzzzzzzzzzzzz'])(
    'refuses the cursor %s, which is no TID, before the upgrade',
    async (cursor) => {
      const { authority, token } = await startChat()
      expect(await refusal(connect(authority, await token(), `?cursor=${cursor}`))).toEqual([
        400,
        { error: 'InvalidRequest', message: 'cursor: must be a TID' },
      ])
    },
  )

  it('keeps every rule of the suite that is about what it has', async () => {
    const { authority, feed, token } = await startChat()
    for (const rev of revs) feed.add(event(rev))
    const header = `Authorization: Bearer ${await token()}`
    const report = await runJson([
      `ws://${authority}`,
      stream.nsid,
      '--header',
      header,
      '--timeout',
      '1s',
    ])
    expect(failedRules(report)).toEqual([])
    const why = 'the cursor of this stream is a string'
    expect(
      report.rules.flatMap((rule) => (rule.why === why ? [[rule.id, rule.verdict]] : [])),
    ).toEqual(
      [
        'cursor-zero',
        'cursor-future',
        'cursor-old',
        'cursor-malformed',
        'replay-complete',
        'outdated-told',
        'replay-exclusive',
        'time-cursor',
        'time-future',
      ].map((id) => [id, 'not-offered']),
    )
    expect(report.counts.pass).toBeGreaterThan(15)
    const probed = await run(['probe', `ws://${authority}`, stream.nsid, '--header', header])
    expect(probed.out).toMatch(/, 0 broken\n$/)
  })

  it('is refused without a token', async () => {
    const { authority } = await startChat()
    expect(await refusal(connect(authority, undefined))).toEqual([
      401,
      { error: 'AuthenticationRequired', message: 'a service token is required' },
    ])
  })

  it('is refused to others, whoever they are', async () => {
    const { authority, keys, token } = await startChat()
    const strange = await token({ iss: stranger, keypair: keys[stranger] })
    expect(await refusal(connect(authority, strange))).toEqual([
      403,
      { error: 'Forbidden', message: `${stranger} may not read this stream` },
    ])
  })

  it.each([
    ['for another service', { aud: 'did:web:other.example.com' }, 'BadJwtAudience'],
    ['for another method', { lxm: 'com.atproto.sync.subscribeRepos' }, 'BadJwtLexiconMethod'],
    ['that has expired', { exp: 1 }, 'JwtExpired'],
  ])('is refused for a token %s', async (_title, claims, error) => {
    const { authority, token } = await startChat()
    expect(await refusal(connect(authority, await token(claims)))).toMatchObject([401, { error }])
  })

  it('is refused for a token that somebody else has signed', async () => {
    const { authority, keys, token } = await startChat()
    const forged = await token({ keypair: keys[stranger] })
    expect(await refusal(connect(authority, forged))).toEqual([
      401,
      { error: 'BadJwtSignature', message: 'jwt signature does not match jwt issuer' },
    ])
  })

  it.each(['x', 'a.b.c', 'e30.e30.e30'])('is refused for %s', async (token) => {
    const { authority } = await startChat()
    expect(await refusal(connect(authority, token))).toEqual([
      401,
      { error: 'BadJwt', message: 'poorly formatted jwt' },
    ])
  })
})
