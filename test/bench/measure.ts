import { kept } from './row.js'
import type { Pass, Row } from './row.js'

/** The times of a row, in nanoseconds a frame. */
export interface Timing {
  readonly oursNs: number
  readonly peerNs: number
  /** The median over the rounds of the peer's time divided by ours in that round. */
  readonly ratio: number
}

export interface MeasureOptions {
  readonly rounds: number
  /** How many frames a pass is over. */
  readonly frameCount: number
  /** Called with 0 before the contenders warm up, then before each round with its number. */
  readonly onRound?: (round: number) => void
}

/** Long against the clock's resolution and the call, short against the scheduler's slices. */
const batchMs = 5
const warmUpMs = 400
/** The contenders take turns in warming up too, so that none is optimized for its calls alone. */
const warmUpTurns = 8

/**
 * Times all rows in one process. In each round each row's two contenders run back to back, one
 * batch each, in changing order; what is reported are medians over the rounds. So whatever slows
 * the machine for longer than two batches slows both sides of a ratio.
 */
export function measure(rows: readonly Row[], options: MeasureOptions): Timing[] {
  const { rounds, frameCount, onRound } = options
  onRound?.(0)
  for (let turn = 0; turn < warmUpTurns; turn++) {
    for (const pass of rows.flatMap(({ ours, theirs }) => [ours, theirs])) {
      runFor(pass, warmUpMs / warmUpTurns)
    }
  }
  const timers = rows.map((row) => new RowTimer(row))
  for (let round = 1; round <= rounds; round++) {
    onRound?.(round)
    for (const timer of timers) timer.runRound(round % 2 === 0)
  }
  return timers.map((timer) => timer.timing(frameCount))
}

class RowTimer {
  readonly #ours: Batch
  readonly #theirs: Batch
  readonly #ratios: number[] = []

  constructor({ ours, theirs }: Row) {
    this.#ours = new Batch(ours)
    this.#theirs = new Batch(theirs)
  }

  runRound(oursFirst: boolean): void {
    if (oursFirst) this.#ours.run()
    const peerNs = this.#theirs.run()
    const oursNs = oursFirst ? this.#ours.last : this.#ours.run()
    this.#ratios.push(peerNs / oursNs)
  }

  timing(frameCount: number): Timing {
    return {
      oursNs: this.#ours.medianNs() / frameCount,
      peerNs: this.#theirs.medianNs() / frameCount,
      ratio: median(this.#ratios),
    }
  }
}

/** A pass repeated for about as long as any other contender's. */
class Batch {
  readonly #pass: Pass
  readonly #count: number
  readonly #times: number[] = []

  constructor(pass: Pass) {
    this.#pass = pass
    this.#count = Math.max(1, Math.round(batchMs / (runFor(pass, batchMs) / 1e6)))
  }

  /** The latest time of a pass in nanoseconds. */
  get last(): number {
    return this.#times.at(-1) ?? Number.NaN
  }

  /** Runs once, after the garbage of others is gone. Collecting its own while it runs counts. */
  run(): number {
    globalThis.gc?.({ type: 'minor' })
    const start = process.hrtime.bigint()
    for (let repeat = 0; repeat < this.#count; repeat++) this.#pass()
    const time = Number(process.hrtime.bigint() - start) / this.#count
    kept.result = undefined
    this.#times.push(time)
    return time
  }

  medianNs(): number {
    return median(this.#times)
  }
}

/** Runs a pass over and over; returns the nanoseconds that one took on average. */
function runFor(pass: Pass, ms: number): number {
  const start = performance.now()
  let count = 0
  let elapsed = 0
  do {
    pass()
    count++
    elapsed = performance.now() - start
  } while (elapsed < ms)
  return (elapsed * 1e6) / count
}

/** The middle one of the values, of which there must be one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}
