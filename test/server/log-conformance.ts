import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamPosition } from '../../templates/stream/position.js'
import type { StoredFrame, StreamLog } from '../../templates/server/stream-source.js'

/** What every log can be told. */
export interface LogOptions {
  readonly maxFrames?: number
  readonly maxBytes?: number
  readonly maxAgeMs?: number
  readonly now?: () => number
  readonly slots?: number
  readonly seqScheme?: 'counter' | 'unix-micros'
  readonly sequenceId?: string
}

/** A kind of log that the suite is run against; each test opens logs that end with it. */
export interface LogKind {
  readonly open: (options?: LogOptions) => StreamLog
  /** Waits until the limits are kept. */
  readonly settle: (log: StreamLog) => Promise<void>
  /** Ends a log and opens it again; absent where nothing lasts. */
  readonly reopen?: (log: StreamLog, options?: LogOptions) => Promise<StreamLog>
}

/** A frame whose bytes tell it from all others. */
export function frame(seq: number, size = 10, slot?: number): StoredFrame {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < size; i++) bytes[i] = (seq * 31 + i) % 256
  return { seq, slot, bytes }
}

const frames = (...numbers: readonly number[]) => numbers.map((seq) => frame(seq))
const unbounded = { limit: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER }

async function read(log: StreamLog, after = 0, bounds = unbounded) {
  return (await log.read({ after, ...bounds })).frames
}

async function seqs(log: StreamLog, after = 0, bounds = unbounded): Promise<number[]> {
  return (await read(log, after, bounds)).map(({ seq }) => seq)
}

/** Appends in a way that shows failures alike, be they thrown or rejected. */
async function append(log: StreamLog, added: readonly StoredFrame[]): Promise<void> {
  await log.append(added)
}

const nothing: StreamPosition = {
  highestSeq: 0,
  lowestSeq: undefined,
  prunedSeq: 0,
  originSeq: 0,
}

/** What every log has to do. */
export function describeLog(name: string, { open, settle, reopen }: LogKind): void {
  describe(name, () => {
    it('is empty at first', async () => {
      const log = open()
      expect(await log.position()).toEqual(nothing)
      expect(await log.read({ after: 0, ...unbounded })).toEqual({ frames: [], position: nothing })
      expect(log.pending?.(0)).toEqual({ messages: 0, bytes: 0 })
      expect({ scheme: log.seqScheme, slots: log.slots }).toEqual({ scheme: 'counter', slots: 1 })
    })

    it('gives frames back as they were', async () => {
      const log = open({ slots: 8 })
      const added = [frame(1, 0, 0), frame(2, 1, 7), frame(5, 300), frame(2 ** 53 - 1, 10, 3)]
      await append(log, added)
      expect(await read(log)).toEqual(added)
    })

    it('holds big frames', async () => {
      const log = open()
      const big = frame(1, 5_000_000)
      await append(log, [big, frame(2)])
      expect(await seqs(log, 0, { limit: 10, maxBytes: 1_000_000 })).toEqual([1])
      const [first] = await read(log)
      expect(first?.bytes.length).toBe(5_000_000)
      expect(Buffer.compare(first?.bytes ?? new Uint8Array(), big.bytes)).toBe(0)
    })

    it('reads strictly after a seq, in order', async () => {
      const log = open()
      await append(log, frames(10, 20))
      await append(log, frames(30))
      expect(await seqs(log, 0)).toEqual([10, 20, 30])
      expect(await seqs(log, 9)).toEqual([10, 20, 30])
      expect(await seqs(log, 10)).toEqual([20, 30])
      expect(await seqs(log, 15)).toEqual([20, 30])
      expect(await seqs(log, 29)).toEqual([30])
      expect(await seqs(log, 30)).toEqual([])
      expect(await seqs(log, 31)).toEqual([])
    })

    it('reads no more than was asked for, but always something', async () => {
      const log = open()
      await append(log, frames(1, 2, 3, 4))
      expect(await seqs(log, 0, { limit: 1, maxBytes: 1000 })).toEqual([1])
      expect(await seqs(log, 1, { limit: 2, maxBytes: 1000 })).toEqual([2, 3])
      expect(await seqs(log, 0, { limit: 9, maxBytes: 29 })).toEqual([1, 2])
      expect(await seqs(log, 0, { limit: 9, maxBytes: 30 })).toEqual([1, 2, 3])
      expect(await seqs(log, 1, { limit: 9, maxBytes: 30 })).toEqual([2, 3, 4])
      expect(await seqs(log, 2, { limit: 9, maxBytes: 1 })).toEqual([3])
    })

    it('knows where it stands', async () => {
      const log = open()
      await append(log, frames(10, 20))
      const position = { highestSeq: 20, lowestSeq: 10, prunedSeq: 0, originSeq: 9 }
      expect(await log.position()).toEqual(position)
      expect((await log.read({ after: 10, ...unbounded })).position).toEqual(position)
      await append(log, frames(35))
      expect(await log.position()).toEqual({ ...position, highestSeq: 35 })
    })

    it('knows how many messages a minute come in', async () => {
      let now = 5_000_000
      const log = open({ now: () => now })
      expect(log.messagesPerMinute?.()).toBe(undefined)
      for (let seq = 1; seq <= 20; seq++) {
        now += 1000
        await append(log, [frame(seq)])
      }
      expect(log.messagesPerMinute?.()).toBeGreaterThan(58)
      expect(log.messagesPerMinute?.()).toBeLessThan(63)
      now += 3_600_000
      expect(log.messagesPerMinute?.()).toBe(0)
    })

    it('knows what is left after a seq', async () => {
      const log = open()
      await append(log, [frame(10, 1), frame(20, 2), frame(30, 4)])
      expect([0, 10, 15, 20, 30, 99].map((after) => log.pending?.(after))).toEqual([
        { messages: 3, bytes: 7 },
        { messages: 2, bytes: 6 },
        { messages: 2, bytes: 6 },
        { messages: 1, bytes: 4 },
        { messages: 0, bytes: 0 },
        { messages: 0, bytes: 0 },
      ])
    })

    it('refuses what is out of order, and appends nothing of it', async () => {
      const log = open()
      await append(log, frames(5))
      await expect(append(log, frames(6, 6))).rejects.toMatchObject({
        name: 'AppendError',
        code: 'seq-not-increasing',
        message: 'seq 6 is not above 6',
      })
      await expect(append(log, frames(4))).rejects.toThrow('seq 4 is not above 5')
      await expect(append(log, frames(0))).rejects.toThrow('seq 0 is not above 5')
      await append(log, frames(7))
      expect(await seqs(log)).toEqual([5, 7])
    })

    it('takes appends that do not wait for each other, and refuses only those that are wrong', async () => {
      const log = open()
      const results = await Promise.allSettled(
        [[1, 2], [2], [3], [9, 8], [4, 5]].map((group) => append(log, frames(...group))),
      )
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      expect(await seqs(log)).toEqual([1, 2, 3, 4, 5])
    })

    it('tells followers of new frames, once they can be read, until they have enough', async () => {
      const log = open()
      const seen: Promise<number[]>[] = []
      const unsubscribe = log.subscribe(() => seen.push(seqs(log)))
      await append(log, frames(1, 2))
      await append(log, [])
      await append(log, frames(3))
      await expect(append(log, frames(3))).rejects.toThrow('seq 3 is not above 3')
      unsubscribe()
      await append(log, frames(4))
      expect(await Promise.all(seen)).toEqual([
        [1, 2],
        [1, 2, 3],
      ])
    })

    it('serves readers while it is appended to', async () => {
      const log = open()
      const total = 300
      const follow = async (limit: number): Promise<number[]> => {
        const got: number[] = []
        while (got.length < total) {
          for (const { seq } of await read(log, got.at(-1) ?? 0, { ...unbounded, limit }))
            got.push(seq)
          await new Promise((resolve) => void setImmediate(resolve))
        }
        return got
      }
      const readers = [1, 7, 1000].map(follow)
      const all = Array.from({ length: total }, (_, index) => index + 1)
      for (let seq = 1; seq <= total; seq += 3) await append(log, frames(seq, seq + 1, seq + 2))
      for (const got of await Promise.all(readers)) expect(got).toEqual(all)
    })

    it('retains so many frames', async () => {
      const log = open({ maxFrames: 2 })
      await append(log, frames(10, 20, 30))
      await settle(log)
      expect(await seqs(log)).toEqual([20, 30])
      expect(log.pending?.(0)).toEqual({ messages: 2, bytes: 20 })
      await append(log, frames(40))
      await settle(log)
      expect(await seqs(log)).toEqual([30, 40])
      expect(await log.position()).toEqual({
        highestSeq: 40,
        lowestSeq: 30,
        prunedSeq: 20,
        originSeq: 9,
      })
    })

    it('retains so many bytes, and the newest frame in any case', async () => {
      const log = open({ maxBytes: 25 })
      await append(log, frames(1, 2, 3))
      await settle(log)
      expect(await seqs(log)).toEqual([2, 3])
      await append(log, [frame(4, 100)])
      await settle(log)
      expect(await seqs(log)).toEqual([4])
      await append(log, [frame(5, 25)])
      await settle(log)
      expect(await seqs(log)).toEqual([5])
    })

    it('retains frames for so long, and knows its highest seq when all are gone', async () => {
      let now = 1_000_000
      const log = open({ maxAgeMs: 100, now: () => now })
      await append(log, frames(1))
      now += 60
      await append(log, frames(2, 3))
      now += 40
      await settle(log)
      expect(await seqs(log)).toEqual([1, 2, 3])
      now += 1
      await settle(log)
      expect(await seqs(log)).toEqual([2, 3])
      now += 60
      await settle(log)
      const position = { highestSeq: 3, lowestSeq: undefined, prunedSeq: 3, originSeq: 0 }
      expect(await log.read({ after: 0, ...unbounded })).toEqual({ frames: [], position })
      expect(log.pending?.(0)).toEqual({ messages: 0, bytes: 0 })
      await expect(append(log, frames(3))).rejects.toThrow('seq 3 is not above 3')
      await append(log, frames(4))
      expect(await log.position()).toEqual({ ...position, highestSeq: 4, lowestSeq: 4 })
    })

    it('prunes much at once', async () => {
      const log = open({ maxFrames: 3 })
      const many = Array.from({ length: 2500 }, (_, index) => frame(index + 1))
      await append(log, many)
      await settle(log)
      expect(await seqs(log)).toEqual([2498, 2499, 2500])
    })

    it('behaves as a list of which the front is dropped', async () => {
      const step = fc.record({
        sizes: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
        gap: fc.integer({ min: 1, max: 5 }),
        pause: fc.nat(10),
      })
      const limits = fc.record({
        maxFrames: fc.integer({ min: 1, max: 8 }),
        maxBytes: fc.integer({ min: 1, max: 80 }),
        maxAgeMs: fc.integer({ min: 5, max: 50 }),
      })
      const property = fc.asyncProperty(
        fc.array(step, { maxLength: 15 }),
        limits,
        async (steps, { maxFrames, maxBytes, maxAgeMs }) => {
          let now = 0
          let seq = 0
          let model: { readonly frame: StoredFrame; readonly time: number }[] = []
          const log = open({ maxFrames, maxBytes, maxAgeMs, now: () => now })
          const total = () => model.reduce((sum, { frame: { bytes } }) => sum + bytes.length, 0)
          for (const { sizes, gap, pause } of steps) {
            now += pause
            const added = sizes.map((size) => frame((seq += gap), size))
            await append(log, added)
            await settle(log)
            model.push(...added.map((one) => ({ frame: one, time: now })))
            model = model.filter(({ time }) => now - time <= maxAgeMs)
            while (model.length > 1 && (model.length > maxFrames || total() > maxBytes)) {
              model.shift()
            }
            for (const after of [0, seq - 12, seq - 5, seq - 1, seq]) {
              const left = model.flatMap((one) => (one.frame.seq > after ? [one.frame] : []))
              expect(await read(log, after)).toEqual(left)
              expect(log.pending?.(after)).toEqual({
                messages: left.length,
                bytes: left.reduce((sum, { bytes }) => sum + bytes.length, 0),
              })
            }
          }
        },
      )
      await fc.assert(property, { numRuns: 12 })
    })

    it('says what it was told to be', () => {
      const log = open({ slots: 16, seqScheme: 'unix-micros', sequenceId: 'a' })
      expect([log.slots, log.seqScheme, log.sequenceId]).toEqual([16, 'unix-micros', 'a'])
      expect(() => open({ slots: 3 })).toThrow('slots: 3 is not a power of two')
    })

    it('gives each new log a sequence of its own', () => {
      expect(open().sequenceId).toMatch(/^[0-9a-f-]{36}$/)
      expect(open().sequenceId).not.toBe(open().sequenceId)
    })

    if (reopen === undefined) return
    it('goes on where it was', async () => {
      const log = open({ slots: 4, seqScheme: 'unix-micros' })
      const { sequenceId } = log
      const added = [frame(10, 10, 3), frame(20, 10, 0)]
      await append(log, added)
      const position = await log.position()
      const again = await reopen(log)
      expect(await read(again)).toEqual(added)
      expect(await again.position()).toEqual(position)
      expect([again.slots, again.seqScheme, again.sequenceId]).toEqual([
        4,
        'unix-micros',
        sequenceId,
      ])
      await expect(append(again, frames(20))).rejects.toThrow('seq 20 is not above 20')
      await append(again, frames(21))
      expect(await seqs(again)).toEqual([10, 20, 21])
    })

    it('keeps its highest seq when all is pruned and it is reopened', async () => {
      let now = 0
      const options = { maxAgeMs: 5, now: () => now }
      const log = open(options)
      await append(log, frames(7))
      now = 100
      await settle(log)
      const again = await reopen(log, options)
      expect(await again.position()).toEqual({
        highestSeq: 7,
        lowestSeq: undefined,
        prunedSeq: 7,
        originSeq: 6,
      })
      await expect(append(again, frames(7))).rejects.toThrow('seq 7 is not above 7')
    })
  })
}
