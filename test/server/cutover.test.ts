import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
import type { MemoryLog } from '../../templates/server/memory-log.js'
import type { StreamSource } from '../../templates/server/stream-source.js'
import { noteFrame } from './example-stream.js'
import { Peer, startHost } from './harness.js'

/** What may happen between two publications. */
const pauses = {
  none: () => undefined,
  microtask: () => Promise.resolve(),
  turn: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  turns: async () => {
    for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => void setImmediate(resolve))
  },
}
type Pause = keyof typeof pauses

const pause = fc.constantFrom<Pause>('none', 'microtask', 'turn', 'turns')

const fromMemory = (log: MemoryLog): StreamSource => log

/** By the time an answer arrives, more may have been published. */
const answeringLate = (log: MemoryLog): StreamSource => ({
  seqScheme: log.seqScheme,
  sequenceId: log.sequenceId,
  slots: log.slots,
  position: () => late(log.position()),
  read: (request) => late(log.read(request)),
  subscribe: (listener) => log.subscribe(listener),
})

async function late<T>(answer: T): Promise<T> {
  await pauses.turns()
  return answer
}

describe('the cutover', () => {
  it.each([
    { how: 'from memory', source: fromMemory, cursorIntervalMs: 3_600_000 },
    { how: 'from memory, with positions all the time', source: fromMemory, cursorIntervalMs: 1 },
    { how: 'from a store that answers late', source: answeringLate, cursorIntervalMs: 3_600_000 },
  ])('loses, repeats and reorders nothing, $how', async ({ source, cursorIntervalMs }) => {
    const { authority, publisher, log } = await startHost({
      source,
      mount: { cursorIntervalMs, batchFrames: 3 },
    })
    let seq = 0
    const publishNext = (gap: number) => publisher.publishFrame(noteFrame((seq += gap)))
    await publishNext(1)
    const scenario = fc.record({
      stored: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 20 }),
      during: fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), pause }), {
        maxLength: 30,
      }),
      from: fc.nat(25),
      subprotocol: fc.constantFrom(...subprotocols),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ stored, during, from, subprotocol }) => {
        for (const gap of stored) await publishNext(gap)
        const cursor = Math.max(1, seq - from)
        const peer = new Peer(authority, `?cursor=${cursor}`, subprotocol)
        for (const { gap, pause: between } of during) {
          await publishNext(gap)
          await pauses[between]()
        }
        const last = await publishNext(1)
        const all = { after: cursor, limit: 1e9, maxBytes: 1e9 }
        const expected = log.read(all).frames.map((frame) => frame.seq)
        expect(await seqsUpTo(peer, last)).toEqual(expected)
        peer.webSocket.terminate()
      }),
      { numRuns: 150 },
    )
  })
})

/** Reads notes up to one, and checks what `#cursor` messages say on the way. */
async function seqsUpTo(peer: Peer, last: number): Promise<number[]> {
  const seqs: number[] = []
  let position = { cursor: 0, highestSeq: 0 }
  while (seqs.at(-1) !== last) {
    const message = await peer.message()
    if ('seq' in message) {
      seqs.push(message.seq)
    } else if ('cursor' in message) {
      expect(message.cursor).toBeGreaterThanOrEqual(Math.max(position.cursor, seqs.at(-1) ?? 0))
      expect(message.highestSeq).toBeGreaterThanOrEqual(position.highestSeq)
      if (message.live) expect(message.cursor).toBe(message.highestSeq)
      position = message
    }
  }
  return seqs
}
