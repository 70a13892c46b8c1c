import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import type { StoredFrame } from '../../templates/server/stream-source.js'

const frame = (seq: number, size = 10): StoredFrame => ({
  seq,
  slot: undefined,
  bytes: new Uint8Array(size),
})
const everything = { limit: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER }
const seqs = (log: MemoryLog, after: number, bounds = everything) =>
  log.read({ after, ...bounds }).frames.map(({ seq }) => seq)

describe('MemoryLog', () => {
  it('is empty at first', () => {
    const log = new MemoryLog()
    expect(log.position()).toEqual({
      highestSeq: 0,
      lowestSeq: undefined,
      prunedSeq: 0,
      originSeq: 0,
    })
    expect(seqs(log, 0)).toEqual([])
    expect(log.pending(0)).toEqual({ messages: 0, bytes: 0 })
  })

  it('reads strictly after a seq, in order', () => {
    const log = new MemoryLog()
    log.append([frame(10), frame(20)])
    log.append([frame(30)])
    expect(seqs(log, 0)).toEqual([10, 20, 30])
    expect(seqs(log, 10)).toEqual([20, 30])
    expect(seqs(log, 15)).toEqual([20, 30])
    expect(seqs(log, 30)).toEqual([])
    expect(log.position()).toEqual({ highestSeq: 30, lowestSeq: 10, prunedSeq: 0, originSeq: 9 })
  })

  it('reads no more than was asked for, but always something', () => {
    const log = new MemoryLog()
    log.append([frame(1), frame(2), frame(3), frame(4)])
    expect(seqs(log, 0, { limit: 2, maxBytes: 1000 })).toEqual([1, 2])
    expect(seqs(log, 0, { limit: 9, maxBytes: 30 })).toEqual([1, 2, 3])
    expect(seqs(log, 0, { limit: 9, maxBytes: 1 })).toEqual([1])
  })

  it('refuses what is out of order, and appends nothing of it', () => {
    const log = new MemoryLog()
    log.append([frame(5)])
    expect(() => log.append([frame(6), frame(6)])).toThrow('seq 6 is not above 6')
    expect(() => log.append([frame(4)])).toThrow('seq 4 is not above 5')
    expect(seqs(log, 0)).toEqual([5])
  })

  it('keeps the newest frames within its bounds', () => {
    const byCount = new MemoryLog({ maxFrames: 2 })
    byCount.append([frame(10), frame(20), frame(30)])
    expect(seqs(byCount, 0)).toEqual([20, 30])
    expect(byCount.position()).toEqual({
      highestSeq: 30,
      lowestSeq: 20,
      prunedSeq: 10,
      originSeq: 9,
    })

    const byBytes = new MemoryLog({ maxBytes: 25 })
    byBytes.append([frame(1), frame(2), frame(3)])
    expect(seqs(byBytes, 0)).toEqual([2, 3])
    byBytes.append([frame(4, 100)])
    expect(seqs(byBytes, 0)).toEqual([4])
    expect(byBytes.retainedBytes).toBe(100)
  })

  it('tells followers once per append, after the frames can be read', () => {
    const log = new MemoryLog()
    const seen: number[][] = []
    const unsubscribe = log.subscribe(() => seen.push(seqs(log, 0)))
    log.append([frame(1), frame(2)])
    log.append([])
    log.append([frame(3)])
    unsubscribe()
    log.append([frame(4)])
    expect(seen).toEqual([
      [1, 2],
      [1, 2, 3],
    ])
  })

  it('behaves as a list of which the front is dropped', () => {
    const appends = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), size: fc.nat(20) }))
    fc.assert(
      fc.property(
        appends,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        (steps, maxFrames, maxBytes) => {
          const log = new MemoryLog({ maxFrames, maxBytes })
          let model: StoredFrame[] = []
          let seq = 0
          for (const { gap, size } of steps) {
            seq += gap
            model.push(frame(seq, size))
            log.append([frame(seq, size)])
            const total = () => model.reduce((sum, { bytes }) => sum + bytes.length, 0)
            while (model.length > 1 && (model.length > maxFrames || total() > maxBytes)) {
              model = model.slice(1)
            }
            for (let after = 0; after <= seq; after++) {
              const left = model.filter((one) => one.seq > after)
              expect(seqs(log, after)).toEqual(left.map((one) => one.seq))
              expect(log.pending(after)).toEqual({
                messages: left.length,
                bytes: left.reduce((sum, { bytes }) => sum + bytes.length, 0),
              })
            }
            expect(log.retainedBytes).toBe(total())
          }
        },
      ),
    )
  })

  it('gives each log a sequence of its own, unless told its name', () => {
    expect(new MemoryLog().sequenceId).not.toBe(new MemoryLog().sequenceId)
    expect(new MemoryLog({ sequenceId: 'a' }).sequenceId).toBe('a')
  })

  it('rejects a number of slots that is no power of two', () => {
    expect(() => new MemoryLog({ slots: 3 })).toThrow('slots: 3 is not a power of two')
  })
})
