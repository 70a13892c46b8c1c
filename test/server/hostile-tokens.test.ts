import { describe, expect, it } from 'vitest'
import { subprotocols, type Subprotocol } from '../../templates/frame/subprotocol.js'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { nsid, stream } from './example-stream.js'
import { brief, Peer, startHost } from './harness.js'
import { opcodes, RawClient, rawRequest } from './raw-client.js'
import { serve } from './serve.js'

const name = 'Sec-WebSocket-Protocol'

/** A handshake with one header line for each text. */
function offering(...lines: readonly string[]): string {
  const end = '\r\n\r\n'
  const request = rawRequest()
  const headers = lines.map((line) => `\r\n${name}: ${line}`)
  return `${request.slice(0, -end.length)}${headers.join('')}${end}`
}

/** What is selected, and how the first message reads in it. */
async function connected(authority: string, request: string, spoken: Subprotocol) {
  const client = await RawClient.connect(authority)
  client.write(request)
  const { status, headers } = await client.head()
  const { opcode, payload } = await client.frame()
  client.socket.destroy()
  const codec = stream.codecs[spoken]
  expect(opcode).toBe(codec.binary ? opcodes.binary : opcodes.text)
  const decoded = codec.decode(payload)
  const first = decoded.kind === 'message' ? brief(decoded.message) : decoded.kind
  return { status, selected: headers.get('sec-websocket-protocol'), first }
}

const tokens = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`)
const all = subprotocols.join(', ')

describe('subprotocol tokens', () => {
  it.each<[string, readonly string[], Subprotocol]>([
    ['on lines of their own, in order', ['xrpc.v1.json', 'xrpc.v1.cbor'], 'xrpc.v1.json'],
    ['on lines of their own, in the other order', ['xrpc.v1.cbor', 'xrpc.v1.json'], 'xrpc.v1.cbor'],
    ['on several lines of several', ['a, b', 'c, xrpc.v0.cbor', 'xrpc.v1.json'], 'xrpc.v0.cbor'],
    ['on hundreds of lines', ['xrpc.v1.json', ...tokens(300)], 'xrpc.v1.json'],
    [
      'with every character that a token may have',
      ["!#$%&'*+-.^_`|~, xrpc.v1.cbor"],
      'xrpc.v1.cbor',
    ],
    ['as long as they like', [`${'x'.repeat(8000)}, xrpc.v1.json`], 'xrpc.v1.json'],
    [
      'of which one is the name of a property',
      ['__proto__, constructor, xrpc.v1.json'],
      'xrpc.v1.json',
    ],
    ['of which 15 others come first', [[...tokens(15), 'xrpc.v1.json'].join()], 'xrpc.v1.json'],
  ])('%s', async (_title, lines, selected) => {
    const { authority, errors } = await startHost()
    const seen = await connected(authority, offering(...lines), selected)
    expect(seen).toEqual({ status: 101, selected, first: 'cursor 0/0 live' })
    expect(errors).toEqual([])
  })

  it.each([
    ['no token', ''],
    ['white space for a token', ' \t '],
    ['a comma', ','],
    ['a comma before the token', ',xrpc.v1.json'],
    ['a comma behind the token', 'xrpc.v1.json,'],
    ['the same token twice', 'xrpc.v1.json, xrpc.v1.cbor, xrpc.v1.json'],
    ['a token with a space in it', 'xrpc.v1. json'],
    ['a token that is not ASCII', 'xrpc.v1.jsön'],
    ['tokens apart from each other by semicolons', 'xrpc.v1.json;xrpc.v1.cbor'],
  ])('%s: refused', async (_title, line) => {
    const { authority, streams } = await startHost()
    const client = await RawClient.connect(authority)
    client.write(offering(line))
    const { status, body } = await client.answer()
    expect(status).toBe(400)
    const message = `Invalid ${name} header`
    expect(JSON.parse(body)).toEqual({ error: 'InvalidRequest', message })
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
    expect(streams.connectionCount).toBe(1)
  })

  it('the same on two lines: refused', async () => {
    const { authority } = await startHost()
    const client = await RawClient.connect(authority)
    client.write(offering('xrpc.v1.json', 'xrpc.v1.json'))
    expect((await client.answer()).status).toBe(400)
  })

  it('that fill more than a request may have are refused by the HTTP server', async () => {
    const { authority } = await startHost()
    const client = await RawClient.connect(authority)
    client.write(offering(tokens(5000).join()))
    expect((await client.answer()).status).toBe(431)
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })
})

describe('where none of the tokens is known, the default of the lexicon is spoken', () => {
  it.each(
    subprotocols.flatMap(
      (byDefault) =>
        [
          [byDefault, 'mqtt, XRPC.V1.JSON, xrpc.v2.json'],
          [byDefault, undefined],
        ] as const,
    ),
  )('%s, offered %s', async (byDefault, offers) => {
    const streams = new StreamServer()
    const descriptor = { ...stream, defaultSubprotocol: byDefault }
    streams.mount(descriptor, { source: new MemoryLog(), subprotocols: [] })
    const authority = await serve(streams)
    const request = offers === undefined ? offering() : offering(offers)
    const seen = await connected(authority, request, byDefault)
    expect(seen).toEqual({ status: 101, selected: undefined, first: 'cursor 0/0 live' })
  })

  it('and so it is where those that are known are not served', async () => {
    const streams = new StreamServer()
    streams.mount(stream, { source: new MemoryLog(), subprotocols: ['xrpc.v0.cbor'] })
    const authority = await serve(streams)
    const json = offering('xrpc.v1.json, xrpc.v1.cbor')
    const seen = await connected(authority, json, 'xrpc.v0.cbor')
    expect(seen).toEqual({ status: 101, selected: undefined, first: 'cursor 0/0 live' })
    const any = await connected(
      authority,
      offering(`xrpc.v1.json, ${nsid}, xrpc.v0.cbor`),
      'xrpc.v0.cbor',
    )
    expect(any.selected).toBe('xrpc.v0.cbor')
  })
})

it('a client may offer all that there is, in any order', async () => {
  const { authority } = await startHost()
  expect((await connected(authority, offering(all), 'xrpc.v0.cbor')).selected).toBe('xrpc.v0.cbor')
  const reversed = subprotocols.toReversed().join()
  expect((await connected(authority, offering(reversed), 'xrpc.v1.json')).selected).toBe(
    'xrpc.v1.json',
  )
})
