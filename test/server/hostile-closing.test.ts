import { describe, expect, it } from 'vitest'
import { Peer, publishNotes, startHost } from './harness.js'
import { opcodes, RawClient, rawFrame } from './raw-client.js'
import { until } from './serve.js'

const { text, binary, continuation, close, ping, pong } = opcodes

/** How a connection ends on which a client has sent `frames`, one write each. */
async function closedAfter(...frames: readonly Uint8Array[]): Promise<string> {
  const { authority, streams, errors } = await startHost()
  const client = await RawClient.open(authority)
  for (const frame of frames) client.write(frame)
  const closed = await closeOf(client)
  client.socket.destroy()
  await until(() => streams.connectionCount === 0)
  expect(await new Peer(authority).brief()).toBe('cursor 0/0 live')
  expect(errors).toEqual([])
  return closed
}

/** The code and reason of the close frame that ends a connection; it may have neither. */
async function closeOf(client: RawClient): Promise<string> {
  for (;;) {
    const { opcode, payload } = await client.frame()
    if (opcode !== close) continue
    if (payload.length === 0) return 'no code'
    return `${payload.readUInt16BE(0)} ${payload.subarray(2).toString()}`.trim()
  }
}

function closing(code: number, reason: Uint8Array | string = ''): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return rawFrame({ opcode: close, payload: Buffer.concat([head, Buffer.from(reason)]) })
}

/** A text message in so many fragments. */
function fragments(...parts: readonly (readonly number[])[]): readonly Buffer[] {
  return parts.map((bytes, index) => {
    const opcode = index === 0 ? text : continuation
    return rawFrame({ opcode, payload: Uint8Array.from(bytes), fin: index === parts.length - 1 })
  })
}

describe('a close frame', () => {
  it.each([
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
  ])('with code %d is answered with the same', async (code) => {
    expect(await closedAfter(closing(code, 'bye'))).toBe(`${code} bye`)
  })

  it.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    'with code %d, which nobody may send, is answered with 1002',
    async (code) => {
      expect(await closedAfter(closing(code))).toBe('1002')
    },
  )

  it('without a code is answered without one', async () => {
    expect(await closedAfter(rawFrame({ opcode: close }))).toBe('no code')
  })

  it('whose reason is no UTF-8 is answered with 1007', async () => {
    expect(await closedAfter(closing(1000, Uint8Array.of(0xc3, 0x28)))).toBe('1007')
  })

  it('may be as long as a control frame may', async () => {
    const reason = 'x'.repeat(123)
    expect(await closedAfter(closing(1000, reason))).toBe(`1000 ${reason}`)
  })

  it('ends everything: what comes behind it is not looked at', async () => {
    const behind = rawFrame({ opcode: text, payload: 'x', masked: false })
    expect(await closedAfter(Buffer.concat([closing(1001), behind, closing(1005)]))).toBe('1001')
  })

  it('is the last thing that the server sends', async () => {
    const { authority, publisher } = await startHost()
    const client = await RawClient.open(authority)
    expect((await client.frame()).opcode).toBe(binary)
    client.write(closing(1000))
    expect((await client.frame()).opcode).toBe(close)
    await publishNotes(publisher, 3)
    await expect(client.frame()).rejects.toThrow('the connection ended')
  })
})

describe('a control frame', () => {
  it.each([
    ['close', close],
    ['ping', ping],
    ['pong', pong],
  ])('%s may be neither longer than 125 bytes nor in fragments', async (_title, opcode) => {
    const long = rawFrame({ opcode, payload: Buffer.alloc(126) })
    expect(await closedAfter(long)).toBe('1002')
    const huge = rawFrame({ opcode, length: 2 ** 40 })
    expect(await closedAfter(huge)).toBe('1002')
    expect(await closedAfter(rawFrame({ opcode, fin: false }))).toBe('1002')
  })

  it.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('of opcode %d means nothing', async (opcode) => {
    expect(await closedAfter(rawFrame({ opcode }))).toBe('1002')
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('may not have the reserved bits %d', async (reserved) => {
    expect(await closedAfter(rawFrame({ opcode: ping, reserved }))).toBe('1002')
    expect(await closedAfter(rawFrame({ opcode: text, reserved }))).toBe('1002')
  })

  it('has to be masked like any other', async () => {
    for (const opcode of [close, ping, pong]) {
      expect(await closedAfter(rawFrame({ opcode, masked: false }))).toBe('1002')
    }
  })

  it('is read through its mask, and answered without one', async () => {
    const { authority } = await startHost()
    const client = await RawClient.open(authority)
    await client.frame()
    const mask = [0xde, 0xad, 0xbe, 0xef]
    const masked = [...Buffer.from('hello')].map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    const frame = Uint8Array.from([0x80 | ping, 0x80 | 5, ...mask, ...masked])
    for (const byte of frame) client.write(Uint8Array.of(byte))
    const { opcode, payload } = await client.frame()
    expect([opcode, payload.toString()]).toEqual([pong, 'hello'])
  })
})

describe('text', () => {
  it.each([
    ['that ends within a character', [[0xe2, 0x82]]],
    ['that continues a character that is none', [[0xe2, 0x82], [0x20]]],
    ['with a surrogate', [[0xed, 0xa0, 0x80]]],
    ['with a character in more bytes than it takes', [[0xc0, 0xaf]]],
    ['with a character beyond the last one', [[0xf4, 0x90, 0x80, 0x80]]],
  ])('%s is no UTF-8', async (_title, parts) => {
    expect(await closedAfter(...fragments(...parts))).toBe('1007')
  })

  it('may be cut within a character, and binary messages may hold anything', async () => {
    const { authority, publisher } = await startHost()
    const client = await RawClient.open(authority)
    await client.frame()
    for (const frame of fragments([0xe2], [], [0x82, 0xac])) client.write(frame)
    client.write(rawFrame({ opcode: binary, payload: Uint8Array.of(0xff) }))
    client.write(rawFrame({ opcode: ping }))
    expect((await client.frame()).opcode).toBe(pong)
    await publishNotes(publisher, 1)
    expect((await client.frame()).opcode).toBe(binary)
  })
})

describe('a message', () => {
  it('may be as large as is allowed, in one piece or in many', async () => {
    const { authority } = await startHost()
    const client = await RawClient.open(authority)
    await client.frame()
    client.write(rawFrame({ opcode: binary, payload: Buffer.alloc(65_536) }))
    client.write(rawFrame({ opcode: binary, payload: Buffer.alloc(65_535), fin: false }))
    client.write(rawFrame({ opcode: continuation, payload: Buffer.alloc(1) }))
    client.write(rawFrame({ opcode: ping }))
    expect((await client.frame()).opcode).toBe(pong)
  })

  it('in many pieces is cut off as soon as they are too large', async () => {
    const first = rawFrame({ opcode: binary, payload: Buffer.alloc(65_536), fin: false })
    const next = rawFrame({ opcode: continuation, payload: Buffer.alloc(1), fin: false })
    expect(await closedAfter(first, next)).toBe('1009')
  })

  it('that says to be longer than can be is cut off', async () => {
    expect(await closedAfter(rawFrame({ opcode: binary, length: 2 ** 63 }))).toBe('1009')
  })

  it('in pieces does not hide a flood of pings between them', async () => {
    const first = rawFrame({ opcode: text, payload: 'a', fin: false })
    const flood = Buffer.concat(Array.from({ length: 1000 }, () => rawFrame({ opcode: ping })))
    expect(await closedAfter(first, flood)).toBe('1008 too many incoming messages')
  })
})
