import { describe, expect, it } from 'vitest'

import { MessageScanner } from './message-scanner.js'

/** A frame as a server writes it: not masked, the shortest header unless told otherwise. */
function frame(first: number, payload: Uint8Array, headerBytes = shortest(payload)): Buffer {
  const head = Buffer.alloc(headerBytes)
  head[0] = first
  head[1] = headerBytes === 2 ? payload.length : headerBytes === 4 ? 126 : 127
  if (headerBytes === 4) head.writeUInt16BE(payload.length, 2)
  if (headerBytes === 10) head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

function shortest({ length }: Uint8Array): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10
}

const text = 0x81
const binary = 0x82
const close = 0x88
const ping = 0x89
const pong = 0x8a

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 0xff)
}

/** What a scanner finds in chunks, a line each; payloads of at most `kept` bytes are shown in hex. */
function scan(chunks: readonly Uint8Array[], kept = 0): string[] {
  const found: string[] = []
  const scanner = new MessageScanner({
    message: (length, isBinary, payload) => {
      const shown =
        payload === undefined || length === 0 ? '' : ` ${Buffer.from(payload).toString('hex')}`
      found.push(`${isBinary ? 'binary' : 'text'} ${length}${shown}`)
    },
    ping: (payload) => found.push(`ping ${Buffer.from(payload).toString('hex')}`),
    closing: (code) => found.push(`closing ${code}`),
  })
  scanner.keptBytes = kept
  for (const chunk of chunks) scanner.read(chunk)
  if (!scanner.between) found.push('unfinished')
  return found
}

describe('finding messages', () => {
  const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000]

  it.each(sizes)('finds a message of %i bytes', (size) => {
    expect(scan([frame(binary, bytes(size))])).toEqual([`binary ${size}`])
  })

  it('tells text from binary, and finds what follows in the same chunk', () => {
    const chunk = Buffer.concat([
      frame(text, bytes(3)),
      frame(binary, bytes(200)),
      frame(text, bytes(0)),
    ])
    expect(scan([chunk])).toEqual(['text 3', 'binary 200', 'text 0'])
  })

  it('reads the length from whatever header there is', () => {
    expect(scan([frame(binary, bytes(5), 4), frame(binary, bytes(6), 10)])).toEqual([
      'binary 5',
      'binary 6',
    ])
  })

  it('reports nothing before the last byte has come', () => {
    const whole = frame(binary, bytes(300))
    expect(scan([whole.subarray(0, -1)])).toEqual(['unfinished'])
    expect(scan([whole.subarray(0, 1)])).toEqual(['unfinished'])
  })
})

describe('chunks cut anywhere', () => {
  const stream = Buffer.concat([
    frame(binary, bytes(3)),
    frame(text, bytes(130)),
    frame(ping, Uint8Array.of(7, 8)),
    frame(binary, bytes(4), 10),
    frame(text, bytes(0)),
    frame(pong, Uint8Array.of(9)),
    frame(close, Uint8Array.of(0x03, 0xf4)),
  ])
  const found = [
    'binary 3 000102',
    'text 130',
    'ping 0708',
    'binary 4 00010203',
    'text 0',
    'closing 1012',
  ]

  it('finds the same in one chunk', () => {
    expect(scan([stream], 4)).toEqual(found)
  })

  it('finds the same wherever it is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(scan([stream.subarray(0, cut), stream.subarray(cut)], 4)).toEqual(found)
    }
  })

  it('finds the same byte by byte', () => {
    expect(
      scan(
        [...stream].map((byte) => Uint8Array.of(byte)),
        4,
      ),
    ).toEqual(found)
  })
})

describe('payloads', () => {
  it('hands over those up to the wanted length', () => {
    const chunks = [frame(binary, bytes(2)), frame(binary, bytes(3))]
    expect(scan(chunks, 2)).toEqual(['binary 2 0001', 'binary 3'])
  })

  it('wants another length from the next message on', () => {
    const found: (string | undefined)[] = []
    const scanner = new MessageScanner({
      message: (_length, _isBinary, payload) =>
        found.push(payload === undefined ? undefined : Buffer.from(payload).toString('hex')),
      ping: () => undefined,
      closing: () => undefined,
    })
    const chunk = frame(binary, bytes(4))
    scanner.read(chunk.subarray(0, 4))
    scanner.keptBytes = 100
    scanner.read(chunk.subarray(4))
    scanner.read(chunk)
    expect(found).toEqual([undefined, '00010203'])
  })

  it('takes a close frame without a code for 1005', () => {
    expect(scan([frame(close, bytes(0))])).toEqual(['closing 1005'])
  })
})

describe('what no server here sends', () => {
  it.each([
    [
      'the first part of a message',
      frame(0x02, bytes(1)),
      'a WebSocket frame is compressed or fragmented',
    ],
    [
      'a compressed message',
      frame(0xc2, bytes(1)),
      'a WebSocket frame is compressed or fragmented',
    ],
    [
      'a masked message',
      Buffer.from('828100000000aa', 'hex'),
      'a WebSocket frame from the server is masked',
    ],
    ['an unknown opcode', frame(0x83, bytes(1)), 'a WebSocket frame has opcode 3'],
    ['a ping of 126 bytes', frame(ping, bytes(126)), 'a control frame is too long'],
  ])('refuses %s', (_what, chunk, message) => {
    expect(() => scan([chunk])).toThrow(message)
  })
})
