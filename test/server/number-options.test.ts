import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { SqliteLog, SqliteSource } from '../../templates/server/sqlite/index.js'
import { StreamServer } from '../../templates/server/stream-server.js'
import { stream } from './example-stream.js'
import { frame } from './log-conformance.js'
import { logPath, openSqlite } from './log-folder.js'

const limits = ['maxFrames', 'maxBytes', 'maxAgeMs']
const noLimits = [-1, 0, 1.5, Number.NaN, -Infinity]
const cases = limits.flatMap((name) => noLimits.map((value) => ({ name, value })))
const refusal = (name: string, value: number, expected: string) =>
  new RangeError(`${name}: ${value} is not ${expected}`)
const fromOneOrInfinity = 'an integer from 1 on or Infinity'
const from1To31Bits = 'an integer from 1 to 2147483647'

describe('limits of what is retained', () => {
  it.each(cases)('$name: $value is refused in memory', ({ name, value }) => {
    expect(() => new MemoryLog({ [name]: value })).toThrow(refusal(name, value, fromOneOrInfinity))
  })

  it.each(cases)('$name: $value is refused before a file is made', ({ name, value }) => {
    const path = logPath()
    expect(() => new SqliteLog(path, { [name]: value })).toThrow(
      refusal(name, value, fromOneOrInfinity),
    )
    expect(existsSync(path)).toBe(false)
  })

  it.each(cases)('$name: $value deletes nothing of a log', async ({ name, value }) => {
    const path = logPath()
    const log = openSqlite(path)
    await log.append([frame(1), frame(2)])
    await log.close()
    expect(() => openSqlite(path, { [name]: value })).toThrow(RangeError)
    const { frames } = openSqlite(path).read({ after: 0, limit: 10, maxBytes: 1e6 })
    expect(frames.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it.each(limits)('%s may be Infinity, or left undefined', async (name) => {
    for (const value of [Infinity, undefined]) {
      const inMemory = new MemoryLog({ [name]: value })
      inMemory.append([frame(1), frame(2)])
      expect(inMemory.position().lowestSeq).toBe(1)
      const onDisk = openSqlite(logPath(), { [name]: value })
      await onDisk.append([frame(1), frame(2)])
      await onDisk.prune()
      expect(onDisk.position().lowestSeq).toBe(1)
    }
  })
})

describe('other numbers of a log on disk', () => {
  it.each([
    { name: 'cacheBytes', value: -1, expected: 'an integer from 0 on or Infinity' },
    { name: 'cacheBytes', value: Number.NaN, expected: 'an integer from 0 on or Infinity' },
    { name: 'pruneIntervalMs', value: 0, expected: from1To31Bits },
    { name: 'pruneIntervalMs', value: Infinity, expected: from1To31Bits },
  ])('$name: $value is refused', ({ name, value, expected }) => {
    const path = logPath()
    expect(() => new SqliteLog(path, { [name]: value })).toThrow(refusal(name, value, expected))
    expect(existsSync(path)).toBe(false)
  })

  it.each([-1, 0, Number.NaN, Infinity])('pollIntervalMs: %s is refused', (value) => {
    const path = logPath()
    openSqlite(path)
    expect(() => new SqliteSource(path, { pollIntervalMs: value })).toThrow(
      refusal('pollIntervalMs', value, from1To31Bits),
    )
  })
})

/** Numbers that each option refuses, and what it has to be. */
const refused: readonly (readonly [name: string, expected: string, ...values: number[]])[] = [
  ['maxConnections', 'an integer from 0 on or Infinity', -1, 1.5, Number.NaN],
  ['maxConnectionsPerAddress', 'an integer from 0 on or Infinity', -1, 1.5, Number.NaN],
  ['trustedHops', 'an integer from 0 to 2147483647', -1, 1.5, Number.NaN, Infinity],
  ['handshakeTimeoutMs', from1To31Bits, -1, 0, Number.NaN, 2 ** 31, Infinity],
  ['maxUrlBytes', fromOneOrInfinity, -1, 0, Number.NaN],
  ['maxParameterLength', fromOneOrInfinity, -1, 0, Number.NaN],
  ['maxIncomingBytes', from1To31Bits, -1, 0, Number.NaN, 2 ** 31, Infinity],
  ['maxIncomingPerSecond', 'a number from 0.1 on or Infinity', -1, 0, 0.09, Number.NaN],
  ['maxBufferedBytes', fromOneOrInfinity, -1, 0, Number.NaN],
  ['pingIntervalMs', 'an integer from 0 to 2147483647', -1, 1.5, Number.NaN, Infinity],
]

const refusedByMounts: typeof refused = [
  ['cursorIntervalMs', from1To31Bits, -1, 0, Number.NaN, Infinity],
  ['cursorEvery', fromOneOrInfinity, -1, 0, 1.5, Number.NaN],
  ['futureAllowanceMs', 'a number from 0 on or Infinity', -1, Number.NaN],
  ['maxEncodedBytes', 'an integer from 0 on or Infinity', -1, Number.NaN],
  ['highWaterBytes', fromOneOrInfinity, -1, 0, Number.NaN],
  ['minBytesPerSecond', `a number from 0 to ${Number.MAX_SAFE_INTEGER}`, -1, Number.NaN, Infinity],
  ['minRateWindowMs', from1To31Bits, -1, 0, Number.NaN, Infinity],
  ['batchFrames', from1To31Bits, -1, 0, 1.5, Number.NaN, Infinity],
]

const refusedByHandlers: typeof refused = [
  ['highWaterBytes', fromOneOrInfinity, -1, 0, Number.NaN],
  ['stallTimeoutMs', from1To31Bits, -1, 0, Number.NaN, Infinity],
]

async function* handler() {
  yield* []
}

function each(table: typeof refused) {
  return table.flatMap(([name, expected, ...values]) =>
    values.map((value) => ({ name, value, expected })),
  )
}

describe('numbers of a server', () => {
  it.each(each(refused))('$name: $value is refused', ({ name, value, expected }) => {
    expect(() => new StreamServer({ [name]: value })).toThrow(refusal(name, value, expected))
  })

  it.each(each(refusedByMounts))('$name: $value is refused by mount', (refusedCase) => {
    const { name, value, expected } = refusedCase
    const streams = new StreamServer()
    const source = new MemoryLog()
    expect(() => streams.mount(stream, { source, [name]: value })).toThrow(
      refusal(name, value, expected),
    )
    streams.mount(stream, { source })
  })

  it.each(each(refusedByHandlers))('$name: $value is refused by mountHandler', (refusedCase) => {
    const { name, value, expected } = refusedCase
    const streams = new StreamServer()
    expect(() => streams.mountHandler(stream, { handler, [name]: value })).toThrow(
      refusal(name, value, expected),
    )
    streams.mountHandler(stream, { handler })
  })

  it('may be the least and the greatest that they can be', () => {
    const least = new StreamServer({
      maxConnections: 0,
      maxConnectionsPerAddress: 0,
      trustedHops: 0,
      handshakeTimeoutMs: 1,
      maxUrlBytes: 1,
      maxParameterLength: 1,
      maxIncomingBytes: 1,
      maxIncomingPerSecond: 0.1,
      maxBufferedBytes: 1,
      pingIntervalMs: 0,
    })
    least.mount(stream, {
      source: new MemoryLog({ maxFrames: 1, maxBytes: 1, maxAgeMs: 1 }),
      cursorIntervalMs: 1,
      cursorEvery: 1,
      futureAllowanceMs: 0,
      maxEncodedBytes: 0,
      highWaterBytes: 1,
      minBytesPerSecond: 0,
      minRateWindowMs: 1,
      batchFrames: 1,
    })
    const greatest = new StreamServer({
      maxConnections: Infinity,
      maxConnectionsPerAddress: Infinity,
      trustedHops: 2 ** 31 - 1,
      handshakeTimeoutMs: 2 ** 31 - 1,
      maxUrlBytes: Infinity,
      maxParameterLength: Infinity,
      maxIncomingBytes: 2 ** 31 - 1,
      maxIncomingPerSecond: Infinity,
      maxBufferedBytes: Infinity,
      pingIntervalMs: 2 ** 31 - 1,
    })
    greatest.mount(stream, {
      source: new MemoryLog(),
      cursorIntervalMs: 2 ** 31 - 1,
      cursorEvery: Infinity,
      futureAllowanceMs: Infinity,
      maxEncodedBytes: Infinity,
      highWaterBytes: Infinity,
      minBytesPerSecond: 1e9,
      minRateWindowMs: 2 ** 31 - 1,
      batchFrames: 2 ** 31 - 1,
    })
  })
})
