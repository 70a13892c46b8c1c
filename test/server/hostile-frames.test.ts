import { describe, expect, it } from 'vitest'
import { Peer, publishNotes, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame, rawRequest } from './raw-client.js'
import { until } from './serve.js'

/** How a connection ends on which a client has sent `bytes`; the server still has to serve then. */
async function closedAfter(bytes: Uint8Array): Promise<string> {
  const { authority, streams, publisher, errors } = await startHost()
  const client = await RawClient.open(authority)
  client.write(bytes)
  const closed = await client.closeFrame()
  client.socket.destroy()
  const peer = new Peer(authority)
  expect(await peer.brief()).toBe('cursor 0/0 live')
  await publishNotes(publisher, 1)
  expect(await peer.brief()).toBe('note 1')
  peer.webSocket.close()
  await until(() => streams.connectionCount === 0)
  expect(errors).toEqual([])
  return closed
}

const { text, binary, continuation, close, ping, pong } = opcodes
const times = (count: number, frame: Buffer) =>
  Buffer.concat(Array.from({ length: count }, () => frame))

describe('a malformed frame', () => {
  it.each([
    ['that is not masked', { opcode: text, payload: 'x', masked: false }, '1002'],
    ['with a reserved bit', { opcode: text, payload: 'x', reserved: 4 }, '1002'],
    ['of a reserved opcode', { opcode: 3 }, '1002'],
    ['of a reserved control opcode', { opcode: 11 }, '1002'],
    ['that continues nothing', { opcode: continuation, payload: 'x' }, '1002'],
    ['that is a fragment of a ping', { opcode: ping, fin: false }, '1002'],
    ['that is a long ping', { opcode: ping, payload: 'x'.repeat(126) }, '1002'],
    ['with a close code of one byte', { opcode: close, payload: 'x' }, '1002'],
    ['with a close code that is none', { opcode: close, payload: Buffer.from([3, 237]) }, '1002'],
    ['of text that is no UTF-8', { opcode: text, payload: Buffer.from([0xff]) }, '1007'],
    ['that says to be 64 KiB and one byte', { opcode: binary, length: 65_537 }, '1009'],
    ['that says to be 4 GB', { opcode: binary, length: 2 ** 32 }, '1009'],
    ['that says to be 2^53 bytes', { opcode: binary, length: 2 ** 53 }, '1009'],
  ])('%s', async (_title, frame, code) => {
    expect(await closedAfter(rawFrame(frame))).toBe(code)
  })

  it('that starts a message within a message', async () => {
    const fragment = rawFrame({ opcode: text, fin: false, payload: 'x' })
    expect(await closedAfter(times(2, fragment))).toBe('1002')
  })
})

describe('a message in fragments', () => {
  it('is ignored like any other', async () => {
    const { authority, publisher } = await startHost()
    const client = await RawClient.open(authority)
    client.write(rawFrame({ opcode: text, fin: false, payload: 'a' }))
    client.write(rawFrame({ opcode: ping, payload: 'between' }))
    client.write(rawFrame({ opcode: continuation, payload: 'b' }))
    await publishNotes(publisher, 1)
    const seen = [await client.frame(), await client.frame(), await client.frame()]
    const counts = [binary, pong].map((opcode) => seen.filter((f) => f.opcode === opcode).length)
    expect(counts).toEqual([2, 1])
  })

  it('is too large when its fragments are together', async () => {
    const first = rawFrame({ opcode: binary, fin: false, payload: Buffer.alloc(60_000) })
    const second = rawFrame({ opcode: continuation, payload: Buffer.alloc(6000) })
    expect(await closedAfter(Buffer.concat([first, second]))).toBe('1009')
  })

  it('that never ends is cut off', async () => {
    const first = rawFrame({ opcode: binary, fin: false })
    const more = times(20_000, rawFrame({ opcode: continuation, fin: false }))
    expect(await closedAfter(Buffer.concat([first, more]))).toBe('1008')
  })
})

describe('a flood', () => {
  it.each([
    ['pings', { opcode: ping, payload: 'x'.repeat(125) }],
    ['pongs', { opcode: pong }],
    ['messages', { opcode: text, payload: 'hello' }],
    ['empty messages', { opcode: binary }],
  ])('of %s ends with 1008', async (_title, frame) => {
    expect(await closedAfter(times(5000, rawFrame(frame)))).toBe('1008 too many incoming messages')
  })

  it('of closes is one close', async () => {
    const frame = rawFrame({ opcode: close, payload: Buffer.from([0x03, 0xe8]) })
    expect(await closedAfter(times(1000, frame))).toBe('1000')
  })

  it('may come together with the handshake', async () => {
    const { authority, streams } = await startHost()
    const client = await RawClient.connect(authority)
    const flood = times(1000, rawFrame({ opcode: ping }))
    client.write(Buffer.concat([Buffer.from(rawRequest()), flood]))
    expect((await client.head()).status).toBe(101)
    expect(await client.closeFrame()).toBe('1008 too many incoming messages')
    client.socket.destroy()
    await until(() => streams.connectionCount === 0)
  })

  it('from a peer that reads nothing is no reason to keep it', async () => {
    const { authority, streams } = await startHost()
    const client = await RawClient.open(authority)
    client.socket.pause()
    client.write(times(20_000, rawFrame({ opcode: ping, payload: 'x'.repeat(125) })))
    client.socket.end()
    await until(() => streams.connectionCount === 0)
    expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  })
})
