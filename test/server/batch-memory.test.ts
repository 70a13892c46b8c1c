import { describe, expect, it } from 'vitest'
import { BatchBuilder } from '../../templates/server/delivery/batch-builder.js'
import { BatchMemory } from '../../templates/server/delivery/batch-memory.js'
import { OutgoingBatch } from '../../templates/server/delivery/outgoing-batch.js'

const free = 1024 * 1024

describe('memory for batches', () => {
  it('is as large as was asked for, and used again once given back', () => {
    const memory = new BatchMemory(free)
    const first = memory.take(5000)
    expect(first.length).toBe(5000)
    expect(memory.take(5000).buffer).not.toBe(first.buffer)
    memory.give(first)
    const again = memory.take(8000)
    expect(again.length).toBe(8000)
    expect(again.buffer).toBe(first.buffer)
  })

  it('is kept up to a limit only', () => {
    const memory = new BatchMemory(64 * 1024)
    const taken = Array.from({ length: 3 }, () => memory.take(32 * 1024))
    for (const each of taken) memory.give(each)
    const again = Array.from({ length: 3 }, () => memory.take(32 * 1024).buffer)
    expect(again.filter((buffer) => taken.some((each) => each.buffer === buffer))).toHaveLength(2)
  })

  it.each([0, 1, 9_000_000])('can be %d bytes', (bytes) => {
    const memory = new BatchMemory(free)
    const taken = memory.take(bytes)
    expect(taken.length).toBe(bytes)
    memory.give(taken)
    expect(memory.take(bytes).length).toBe(bytes)
  })
})

describe('a batch', () => {
  it('gives its memory back when the last holder lets go, and not before', () => {
    const memory = new BatchMemory(free)
    const batch = new OutgoingBatch([Uint8Array.of(1, 2, 3)], true, memory)
    const { buffer } = batch.framed
    batch.hold()
    batch.letGo()
    expect(memory.take(5).buffer).not.toBe(buffer)
    batch.letGo()
    expect(memory.take(5).buffer).toBe(buffer)
  })

  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
    'is the same written in place or copied, with a message of %d bytes',
    (size) => {
      const messages = [5, size, 300].map((length, index) => new Uint8Array(length).fill(index + 1))
      const copied = new OutgoingBatch(messages, true).framed
      const builder = new BatchBuilder(new BatchMemory(free))
      for (const message of messages) {
        builder.addEncoded((into, at) => {
          if (at + message.length > into.length) return -1
          into.set(message, at)
          return at + message.length
        }, true)
      }
      const built = builder.take(true)
      expect(Buffer.compare(built.framed, copied)).toBe(0)
      expect(built.messages.map(({ length }) => length)).toEqual([5, size, 300])
      for (const message of messages) builder.add(message, true)
      expect(Buffer.compare(builder.take(true).framed, copied)).toBe(0)
    },
  )

  it('is left as it was by a message that cannot be encoded', () => {
    const builder = new BatchBuilder(new BatchMemory(free))
    builder.add(Uint8Array.of(7), true)
    expect(() =>
      builder.addEncoded(() => {
        throw new RangeError('no')
      }, true),
    ).toThrow('no')
    expect(builder.take(true).framed).toEqual(Buffer.of(0x82, 1, 7))
  })
})
