import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { Publisher } from '../../templates/server/publisher.js'
import { slotOfKey } from '../../templates/server/shard-slot.js'
import type { StoredFrame, StreamLog } from '../../templates/server/stream-source.js'
import { nsid, noteFrame, stream } from './example-stream.js'

const note = (text: string, did = 'did:example:a') => ({
  $type: `${nsid}#note` as const,
  did,
  text,
})
const everything = { limit: 1000, maxBytes: 1e9 }

describe('Publisher', () => {
  it('assigns sequence numbers in the order of the calls', async () => {
    const log = new MemoryLog()
    const publisher = new Publisher(stream, log)
    const texts = ['a', 'b', 'c']
    expect(await Promise.all(texts.map((text) => publisher.publish(note(text))))).toEqual([1, 2, 3])
    const { frames } = log.read({ after: 0, ...everything })
    expect(frames.map(({ bytes }) => stream.codecs['xrpc.v0.cbor'].decode(bytes))).toEqual(
      texts.map((text, index) => ({
        kind: 'message',
        message: { ...note(text), seq: index + 1 },
      })),
    )
  })

  it('goes on above what the log holds', async () => {
    const log = new MemoryLog()
    log.append([{ seq: 41, slot: undefined, bytes: noteFrame(41) }])
    expect(await new Publisher(stream, log).publish(note('a'))).toBe(42)
  })

  it('takes frames under their own numbers, byte for byte', async () => {
    const log = new MemoryLog({ slots: 16 })
    const publisher = new Publisher(stream, log)
    const bytes = noteFrame(70, 'x', 'did:example:b')
    expect(await publisher.publishFrame(bytes)).toBe(70)
    expect(await publisher.publish(note('a'))).toBe(71)
    const { frames } = log.read({ after: 0, ...everything })
    expect(frames[0]?.bytes).toBe(bytes)
    expect(frames.map(({ slot }) => slot)).toEqual([
      slotOfKey('did:example:b', 16),
      slotOfKey('did:example:a', 16),
    ])
  })

  it('makes time-like numbers for a log that has them, with the slot in the low bits', async () => {
    const log = new MemoryLog({ seqScheme: 'unix-micros', slots: 32 })
    const before = Date.now() * 1000 - 32
    const seq = await new Publisher(stream, log).publish(note('a'))
    expect(seq).toBeGreaterThanOrEqual(before)
    expect(seq % 32).toBe(slotOfKey('did:example:a', 32))
  })

  it('refuses what has no place in a log', async () => {
    const log = new MemoryLog()
    const publisher = new Publisher(stream, log)
    const codec = stream.codecs['xrpc.v0.cbor']
    const info = codec.encode({ $type: `${nsid}#info`, name: 'Hello' })
    await expect(publisher.publishFrame(info)).rejects.toThrow(
      'org.example.subscribeNotes#info is not a message with a seq',
    )
    await expect(publisher.publishFrame(codec.encodeError('Bad'))).rejects.toThrow(
      'Bad is not a message with a seq',
    )
    await publisher.publishFrame(noteFrame(5))
    await expect(publisher.publishFrame(noteFrame(5))).rejects.toThrow('seq 5 is not above 5')
    expect(log.position().highestSeq).toBe(5)
  })

  it('does not let a frame that is refused take others with it', async () => {
    const log = new MemoryLog()
    const publisher = new Publisher(stream, log)
    const results = await Promise.allSettled(
      [7, 3, 8].map((seq) => publisher.publishFrame(noteFrame(seq))),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('writes what is published meanwhile as one batch, and tells each whose frame failed', async () => {
    const batches: number[][] = []
    const release: (() => void)[] = []
    const memory = new MemoryLog()
    const log: StreamLog = {
      seqScheme: 'counter',
      sequenceId: undefined,
      slots: 1,
      position: () => memory.position(),
      read: (request) => memory.read(request),
      subscribe: (listener) => memory.subscribe(listener),
      append: async (frames: readonly StoredFrame[]) => {
        batches.push(frames.map(({ seq }) => seq))
        await new Promise<void>((resolve) => release.push(resolve))
        if (batches.length === 2) throw new Error('disk full')
      },
    }
    const publisher = new Publisher(stream, log)
    const first = publisher.publish(note('a'))
    const second = publisher.publish(note('b'))
    const third = publisher.publish(note('c'))
    while (release.length === 0) await new Promise(setImmediate)
    release.shift()?.()
    expect(await first).toBe(1)
    while (release.length === 0) await new Promise(setImmediate)
    release.shift()?.()
    await expect(second).rejects.toThrow('disk full')
    await expect(third).rejects.toThrow('disk full')
    const fourth = publisher.publish(note('d'))
    while (release.length === 0) await new Promise(setImmediate)
    release.shift()?.()
    expect(await fourth).toBe(4)
    expect(batches).toEqual([[1], [2, 3], [4]])
  })
})
