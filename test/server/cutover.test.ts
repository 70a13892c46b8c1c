import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryLog } from '../../templates/server/memory-log.js'
import { SqliteSource } from '../../templates/server/sqlite/index.js'
import { playScenario, type Stage } from './cutover-run.js'
import { anyScenario, slots } from './cutover-scenario.js'
import { lateSource } from './late-source.js'
import { logPath, openSqlite } from './log-folder.js'

type Store = Pick<Stage, 'log' | 'source'>

const fromMemory = () => (): Store => {
  const log = new MemoryLog({ slots })
  return { log, source: () => log }
}

const fromLateStore = () => (): Store => {
  const log = new MemoryLog({ slots })
  return { log, source: (lateness) => lateSource(log, lateness) }
}

/** One file for all runs: each goes on where the one before it ended. */
const fromDisk = (cacheBytes?: number): (() => Store) => {
  const log = openSqlite(logPath(), {
    slots,
    synchronous: 'normal',
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  })
  return () => ({ log, source: () => log })
}

const fromAnotherConnection = (): (() => Store) => {
  const path = logPath()
  const log = openSqlite(path, { slots, synchronous: 'normal' })
  const source = new SqliteSource(path, { pollIntervalMs: 1 })
  onTestFinished(() => source.close())
  return () => ({ log, source: () => source })
}

const small = { stored: 25, during: { minLength: 0, maxLength: 25 }, consumers: 4 }
const often = { cursorIntervalMs: 1 }
const never = { cursorIntervalMs: 3_600_000 }

describe('the cutover', () => {
  it.each([
    { how: 'from memory', open: fromMemory, ...never, numRuns: 1000 },
    { how: 'from memory, with positions all the time', open: fromMemory, ...often, numRuns: 1000 },
    { how: 'from a store that answers late', open: fromLateStore, ...never, numRuns: 1000 },
    { how: 'from SQLite', open: () => fromDisk(), ...often, numRuns: 400 },
    { how: 'from SQLite, without a cache', open: () => fromDisk(0), ...never, numRuns: 400 },
    { how: 'as another process does', open: fromAnotherConnection, ...never, numRuns: 400 },
  ])(
    'loses, repeats and reorders nothing, $how',
    async ({ open, cursorIntervalMs, numRuns }) => {
      const store = open()
      let straddling = 0
      const property = fc.asyncProperty(anyScenario(small), async (scenario) => {
        const stage = { ...store(), cursorIntervalMs, text: 'text' }
        straddling += await playScenario(scenario, stage)
      })
      await fc.assert(property, { numRuns })
      // Otherwise the scenarios would not be about the cutover.
      expect(straddling).toBeGreaterThan(0)
    },
    120_000,
  )

  it('does so for consumers that stop reading until nothing fits between the two', async () => {
    // So many of them are more than the kernel takes for someone who does not read.
    const size = { stored: 6, during: { minLength: 22, maxLength: 26 }, consumers: 3 }
    const text = 'x'.repeat(256 * 1024)
    const property = fc.asyncProperty(anyScenario(size), async (scenario) => {
      await playScenario(scenario, { ...fromMemory()(), ...never, text })
    })
    await fc.assert(property, { numRuns: 60 })
  }, 120_000)
})
