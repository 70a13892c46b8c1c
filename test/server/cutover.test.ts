import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subprotocols } from '../../templates/frame/subprotocol.js'
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

describe('the cutover', () => {
  it('loses nothing, repeats nothing and keeps the order, whenever messages are published', async () => {
    const { authority, publisher, log } = await startHost({ mount: { cursorIntervalMs: 1 } })
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
