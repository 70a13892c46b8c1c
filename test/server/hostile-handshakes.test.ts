import { describe, expect, it } from 'vitest'
import { nsid } from './example-stream.js'
import { Peer, startHost } from './harness.js'
import { RawClient, rawRequest, type RawAnswer } from './raw-client.js'
import { until } from './serve.js'

const path = `/xrpc/${nsid}`

/** What is answered to a request, after which the server still has to serve. */
async function answerTo(request: string): Promise<RawAnswer> {
  const { authority, streams, errors } = await startHost()
  const client = await RawClient.connect(authority)
  client.write(request)
  const answer = await client.answer()
  const peer = new Peer(authority)
  expect(await peer.brief()).toBe('cursor 0/0 live')
  peer.webSocket.close()
  client.socket.destroy()
  await until(() => streams.connectionCount === 0)
  expect(errors).toEqual([])
  return answer
}

describe('a bad handshake', () => {
  it.each([
    [
      'without a key',
      rawRequest({ without: 'Sec-WebSocket-Key' }),
      400,
      'InvalidRequest',
      'Sec-WebSocket-Key: is missing or malformed',
    ],
    [
      'with a short key',
      rawRequest({ headers: { 'Sec-WebSocket-Key': 'c2hvcnQ=' } }),
      400,
      'InvalidRequest',
      'Sec-WebSocket-Key: is missing or malformed',
    ],
    [
      'without a version',
      rawRequest({ without: 'Sec-WebSocket-Version' }),
      426,
      'UpgradeRequired',
      'Sec-WebSocket-Version: only 13 is supported',
    ],
    [
      'of version 12',
      rawRequest({ headers: { 'Sec-WebSocket-Version': '12' } }),
      426,
      'UpgradeRequired',
      'Sec-WebSocket-Version: only 13 is supported',
    ],
    ['by POST', rawRequest({ method: 'POST' }), 405, 'MethodNotAllowed', 'only GET is supported'],
    [
      'to another protocol',
      rawRequest({ headers: { Upgrade: 'websocket2' } }),
      426,
      'UpgradeRequired',
      'this is an event stream: connect with a WebSocket',
    ],
    [
      'with a token twice',
      rawRequest({ headers: { 'Sec-WebSocket-Protocol': 'a, a' } }),
      400,
      'InvalidRequest',
      'Invalid Sec-WebSocket-Protocol header',
    ],
    [
      'with an empty token',
      rawRequest({ headers: { 'Sec-WebSocket-Protocol': 'a,,b' } }),
      400,
      'InvalidRequest',
      'Invalid Sec-WebSocket-Protocol header',
    ],
    [
      'with tokens that are none',
      rawRequest({ headers: { 'Sec-WebSocket-Protocol': '"xrpc.v1.json"' } }),
      400,
      'InvalidRequest',
      'Invalid Sec-WebSocket-Protocol header',
    ],
    [
      'with a giant URL',
      rawRequest({ target: `${path}?${'x=1&'.repeat(2500)}` }),
      414,
      'UriTooLong',
      'the URL is longer than 8192 bytes',
    ],
    [
      'with a giant parameter',
      rawRequest({ target: `${path}?cursor=${'9'.repeat(3000)}` }),
      400,
      'InvalidRequest',
      'cursor: is longer than 2048 characters',
    ],
    [
      'with a giant name of a parameter',
      rawRequest({ target: `${path}?${'n'.repeat(3000)}=1` }),
      400,
      'InvalidRequest',
      `${'n'.repeat(64)}…: is longer than 2048 characters`,
    ],
  ])('%s is refused', async (_title, request, status, error, message) => {
    const answer = await answerTo(request)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(answer.body)).toEqual({ error, message })
  })

  it('of a wrong version is told which one is right', async () => {
    const answer = await answerTo(rawRequest({ headers: { 'Sec-WebSocket-Version': '7' } }))
    expect(answer.headers.get('sec-websocket-version')).toBe('13')
  })

  it('with huge headers is refused by the HTTP server', async () => {
    const answer = await answerTo(rawRequest({ headers: { 'X-Padding': 'x'.repeat(100_000) } }))
    expect(answer.status).toBe(431)
  })

  it.each([
    ['that is no HTTP', 'hello\r\n\r\n'],
    ['with a line feed in a header', rawRequest({ headers: { 'X-Odd': 'a\nb' } })],
    ['with a NUL', rawRequest({ headers: { 'X-Odd': '\0' } })],
  ])('%s is refused by the HTTP server', async (_title, request) => {
    expect((await answerTo(request)).status).toBe(400)
  })
})

describe('odd subprotocol tokens', () => {
  const thousands = Array.from({ length: 3000 }, (_, index) => `t${index.toString(36)}`)
  it.each([
    ['in upper case', 'XRPC.V1.JSON', undefined],
    ['in mixed case, behind it the right one', 'Xrpc.v1.json, xrpc.v1.cbor', 'xrpc.v1.cbor'],
    ['with spaces around', '   xrpc.v1.json\t', 'xrpc.v1.json'],
    ['of which one is a prefix', 'xrpc.v1.jso, xrpc.v1.json2', undefined],
    ['by the thousand', thousands.join(), undefined],
    ['by the thousand behind a good one', ['xrpc.v1.json', ...thousands].join(), 'xrpc.v1.json'],
    ['by the thousand before a good one', [...thousands, 'xrpc.v1.json'].join(), undefined],
  ])('%s', async (_title, offers, selected) => {
    const { authority } = await startHost()
    const client = await RawClient.connect(authority)
    client.write(rawRequest({ headers: { 'Sec-WebSocket-Protocol': offers } }))
    const { status, headers } = await client.head()
    expect([status, headers.get('sec-websocket-protocol')]).toEqual([101, selected])
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })
})
