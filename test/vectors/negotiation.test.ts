import { createServer, request as httpRequest } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  judgeHandshake,
  parseOffers,
  selectSubprotocol,
  type Handshake,
  type HandshakeVerdict,
  type RefusalReason,
} from '../../templates/frame/negotiation.js'
import { stream } from '../../generated/com.atproto.sync.subscribeRepos.js'
import { MemoryLog } from '../../generated/runtime/server/memory-log.js'
import { StreamServer } from '../../generated/runtime/server/stream-server.js'
import { listen } from '../server/harness.js'
import { readVectors } from './read-vectors.js'

const { headers, selections, clients, requests } = readVectors('negotiation')

describe('the header of offers', () => {
  it.each(headers)('$id: $description', ({ header, tokens }) => {
    expect(parseOffers(header ?? undefined)).toEqual(tokens)
  })
})

describe('a server', () => {
  it.each(selections)(
    '$id: $description',
    ({ offers, supported, selected, lexiconDefault, speaks }) => {
      const ours = selectSubprotocol(offers, supported)
      expect(ours ?? null).toBe(selected)
      expect(ours ?? lexiconDefault).toBe(speaks)
    },
  )
})

type ClientCase = (typeof clients)[number]

const told: Readonly<Record<string, RefusalReason>> = {
  'no-subprotocol': 'no-subprotocol',
  'wrong-subprotocol': 'wrong-subprotocol',
  other: 'other',
  nothing: 'unknown',
}

function handshakeOf({ handshake }: ClientCase): Handshake {
  if (handshake.opened) return { opened: true, selected: handshake.selected ?? '' }
  return { opened: false, reason: told[handshake.told] ?? 'other' }
}

/** What the client does, in the words of the vectors. */
function wordsOf(verdict: HandshakeVerdict, opened: boolean): ClientCase['client'] {
  switch (verdict.kind) {
    case 'use':
      return { does: 'speak', subprotocol: verdict.subprotocol }
    case 'redial-without-offers':
      return { does: 'dial-again-without-offers' }
    case 'failed':
      return { does: 'give-up' }
    default:
      return opened ? { does: 'close', code: 1002 } : { does: 'give-up' }
  }
}

function detailOf(handshake: Handshake, offers: readonly 'xrpc.v1.json'[]): unknown {
  const verdict = judgeHandshake(handshake, offers, 'xrpc.v0.cbor')
  return verdict.kind === 'protocol-error' ? verdict.detail : verdict
}

describe('a client', () => {
  it.each(clients)('$id: $description', (sample) => {
    const verdict = judgeHandshake(handshakeOf(sample), sample.offers, sample.lexiconDefault)
    expect(wordsOf(verdict, sample.handshake.opened)).toEqual(sample.client)
  })

  it('says what it was that the server selected', () => {
    const offered = ['xrpc.v1.json'] as const
    expect(detailOf({ opened: true, selected: 'xrpc.v1.cbor' }, offered)).toBe(
      'the server selected the subprotocol "xrpc.v1.cbor" (offered: xrpc.v1.json)',
    )
    expect(detailOf({ opened: true, selected: 'XRPC.v1.json' }, [])).toBe(
      'the server selected the subprotocol "XRPC.v1.json" (offered: nothing)',
    )
    expect(detailOf({ opened: false, reason: 'wrong-subprotocol' }, offered)).toBe(
      'the server selected a subprotocol that was not offered (offered: xrpc.v1.json)',
    )
  })
})

interface Answer {
  readonly status: number | undefined
  readonly error: unknown
}

async function answerTo(
  authority: string,
  { method, upgrade, query }: (typeof requests)[number],
): Promise<Answer> {
  const headersSent =
    upgrade === null
      ? {}
      : {
          Connection: 'Upgrade',
          Upgrade: upgrade,
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        }
  return new Promise((resolve, reject) => {
    const url = `http://${authority}/xrpc/${stream.nsid}?${query}`
    const request = httpRequest(url, { method, headers: headersSent })
    request.on('error', reject)
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      resolve({ status: statusCode, error: undefined })
    })
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => {
        const parsed: unknown = JSON.parse(body)
        const error: unknown = Reflect.get(Object(parsed), 'error')
        resolve({ status: response.statusCode, error })
      })
    })
    request.end()
  })
}

describe('a request', () => {
  it.each(requests)('$id: $description', async (sample) => {
    const streams = new StreamServer()
    streams.mount(stream, { source: new MemoryLog({ slots: 8 }) })
    const http = createServer()
    streams.attach(http)
    const authority = await listen(http)
    onTestFinished(() => streams.close({ deadlineMs: 0 }))
    expect(await answerTo(authority, sample)).toEqual({
      status: sample.status,
      error: sample.error,
    })
  })
})
