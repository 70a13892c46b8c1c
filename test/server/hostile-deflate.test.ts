import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { Peer, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame, rawRequest } from './raw-client.js'
import { until } from './serve.js'

const { text, continuation, ping } = opcodes
/** The reserved bit that says that a message is compressed. */
const compressed = 4
const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }

/** What a message is compressed to; the end that every one has is left out (RFC 7692, 7.2.1). */
function deflated(bytes: Uint8Array): Buffer {
  return Buffer.concat([deflateRawSync(bytes), Buffer.from([0])])
}

/** How a connection that compresses ends on which a client has sent `frames`. */
async function closedAfter(...frames: readonly Uint8Array[]): Promise<string> {
  const { authority, streams, errors } = await startHost({ server: { perMessageDeflate: true } })
  const client = await RawClient.connect(authority)
  client.write(rawRequest({ headers: offer }))
  expect((await client.head()).headers.get('sec-websocket-extensions')).toBe('permessage-deflate')
  for (const frame of frames) client.write(frame)
  const closed = await client.closeFrame()
  client.socket.destroy()
  await until(() => streams.connectionCount === 0)
  expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  expect(errors).toEqual([])
  return closed
}

it('a message that is small only while it is compressed is cut off', async () => {
  const bomb = deflated(Buffer.alloc(50_000_000))
  expect(bomb.length).toBeLessThan(65_536)
  expect(await closedAfter(rawFrame({ opcode: text, reserved: compressed, payload: bomb }))).toBe(
    '1009',
  )
})

it('a message that is compressed in pieces is cut off too', async () => {
  const bomb = deflated(Buffer.alloc(1_000_000))
  const first = { opcode: text, reserved: compressed, payload: bomb.subarray(0, 100), fin: false }
  const rest = { opcode: continuation, payload: bomb.subarray(100) }
  expect(await closedAfter(rawFrame(first), rawFrame(rest))).toBe('1009')
})

it.each([
  ['that is no compressed text', { opcode: text, reserved: compressed, payload: 'hello' }, '1007'],
  [
    'that is compressed, and no UTF-8',
    { opcode: text, reserved: compressed, payload: deflated(Uint8Array.of(0xff)) },
    '1007',
  ],
  ['of control, which is never compressed', { opcode: ping, reserved: compressed }, '1002'],
  [
    'that goes on, and says only then that it is compressed',
    { opcode: continuation, reserved: compressed },
    '1002',
  ],
])('a frame %s ends with the right code', async (_title, frame, code) => {
  expect(await closedAfter(rawFrame(frame))).toBe(code)
})

it('a flood of compressed messages ends with 1008', async () => {
  const frame = { opcode: text, reserved: compressed, payload: deflated(Buffer.from('hello')) }
  const flood = Buffer.concat(Array.from({ length: 1000 }, () => rawFrame(frame)))
  expect(await closedAfter(flood)).toBe('1008 too many incoming messages')
})

it.each([
  'permessage-deflate; server_max_window_bits=99',
  'permessage-deflate; nonsense',
  'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
  ';;;',
])('an offer that is malformed is refused, or not taken: %s', async (extensions) => {
  const { authority } = await startHost({ server: { perMessageDeflate: true } })
  const client = await RawClient.connect(authority)
  client.write(rawRequest({ headers: { 'Sec-WebSocket-Extensions': extensions } }))
  const { status, body } = await client.answer()
  expect(status).toBe(400)
  const message = 'Invalid or unacceptable Sec-WebSocket-Extensions header'
  expect(JSON.parse(body)).toEqual({ error: 'InvalidRequest', message })
  expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
})
