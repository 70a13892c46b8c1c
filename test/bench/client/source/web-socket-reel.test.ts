import { describe, expect, it } from 'vitest'

import { webSocketReel } from './web-socket-reel.js'

function messageOf(length: number): Buffer {
  return Buffer.alloc(length, 'x')
}

describe('webSocketReel', () => {
  it.each([
    { length: 0, header: '8200' },
    { length: 125, header: '827d' },
    { length: 126, header: '827e007e' },
    { length: 65_535, header: '827effff' },
    { length: 65_536, header: '827f0000000000010000' },
  ])('frames a message of $length bytes', ({ length, header }) => {
    const message = messageOf(length)
    const expected = Buffer.concat([Buffer.from(header, 'hex'), message])
    expect(webSocketReel([message], true)).toEqual([expected])
  })

  it('marks messages as text', () => {
    expect(webSocketReel([messageOf(2)], false)).toEqual([Buffer.from('81027878', 'hex')])
  })

  it('cuts behind the message that fills a piece, and keeps what is left', () => {
    const messages = [700_000, 700_000, 3].map(messageOf)
    const lengths = webSocketReel(messages, true).map((piece) => piece.length)
    expect(lengths).toEqual([2 * (700_000 + 10), 3 + 2])
  })

  it('has no piece where there is no message', () => {
    expect(webSocketReel([], true)).toEqual([])
  })
})
