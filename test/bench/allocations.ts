import { sliceOf } from './material.js'
import type { Material } from './material.js'
import { kept } from './row.js'
import type { Pass, Row } from './row.js'

/** What a row's contenders allocate, in bytes a frame: heap objects and array buffers. */
export interface Allocation {
  readonly oursBytes: number
  readonly peerBytes: number
}

/** So few that what a contender allocates fits the young generation: no collection intervenes. */
const framesAtOnce = 10
/** Enough for memory that is allocated in large pieces to be counted in proportion. */
const repeats = 10

/** Measures rows that have been timed, and so optimized. They must run over `material`. */
export function measureAllocations(rows: readonly Row[], material: Material): Allocation[] {
  const all = { ...material }
  const frameCount = all.v0.length
  const totals = rows.map((row) => ({ row, oursBytes: 0, peerBytes: 0 }))
  for (let start = 0; start < frameCount; start += framesAtOnce) {
    Object.assign(material, sliceOf(all, start, start + framesAtOnce))
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const total of totals) {
        total.oursBytes += allocatedBy(total.row.ours)
        total.peerBytes += allocatedBy(total.row.theirs)
      }
    }
  }
  Object.assign(material, all)
  const count = repeats * frameCount
  return totals.map(({ oursBytes, peerBytes }) => ({
    oursBytes: oursBytes / count,
    peerBytes: peerBytes / count,
  }))
}

/** What measuring itself allocates. */
function nothing(): void {}

function allocatedBy(pass: Pass): number {
  return growthOver(pass) - growthOver(nothing)
}

function growthOver(pass: Pass): number {
  kept.result = undefined
  // The memory of dead array buffers is given back in the background, at the latest when the next
  // collection begins: the second one makes sure that none of it is subtracted from the growth.
  globalThis.gc?.({ type: 'minor' })
  globalThis.gc?.({ type: 'minor' })
  const before = process.memoryUsage()
  pass()
  const after = process.memoryUsage()
  return after.heapUsed - before.heapUsed + (after.external - before.external)
}
