import { collectedMemory, type Memory } from './holdings.js'
import { LoopLagMeter } from './loop-lag.js'
import type { ObservedSource } from './observed-source.js'
import type { Measured } from './server-calls.js'
import type { TransactionClock } from './transaction-clock.js'

/** Measures the server's process while it is busy. */
export class Measurement {
  readonly #clock: TransactionClock
  readonly #source: ObservedSource
  readonly #bufferedBytes: () => Promise<number>
  readonly #firstSeq: number
  readonly #lag = new LoopLagMeter()
  readonly #startMs = performance.now()
  readonly #cpu = process.cpuUsage()
  readonly #writeMs: number
  readonly #readMs: number
  readonly #transactions: number
  readonly #timer: NodeJS.Timeout
  readonly #samples: Memory[] = []
  #maxBufferedBytes = 0

  /**
   * @param lastSeq the seq that was given last, before
   * @param sampleEveryMs how often memory is looked at
   */
  constructor(
    clock: TransactionClock,
    source: ObservedSource,
    bufferedBytes: () => Promise<number>,
    lastSeq: number,
    sampleEveryMs: number,
  ) {
    this.#clock = clock
    this.#source = source
    this.#bufferedBytes = bufferedBytes
    this.#firstSeq = lastSeq + 1
    this.#writeMs = clock.totalMs
    this.#readMs = source.readMs
    this.#transactions = clock.transactions
    clock.maxMs = 0
    this.#lag.begin()
    this.#timer = setInterval(() => void this.#sample(), sampleEveryMs)
  }

  /** @param lastSeq the seq that was given last */
  end(lastSeq: number): Measured {
    clearInterval(this.#timer)
    const elapsedMs = performance.now() - this.#startMs
    const { user, system } = process.cpuUsage(this.#cpu)
    return {
      lastSeq,
      messages: lastSeq - this.#firstSeq + 1,
      elapsedMs,
      lag: this.#lag.end(),
      writeShare: (this.#clock.totalMs - this.#writeMs) / elapsedMs,
      readShare: (this.#source.readMs - this.#readMs) / elapsedMs,
      longestWriteMs: this.#clock.maxMs,
      transactions: this.#clock.transactions - this.#transactions,
      cpuShare: (user + system) / 1000 / elapsedMs,
      samples: this.#samples,
      maxBufferedBytes: this.#maxBufferedBytes,
    }
  }

  async #sample(): Promise<void> {
    this.#maxBufferedBytes = Math.max(this.#maxBufferedBytes, await this.#bufferedBytes())
    // That everything is collected at once is not the server's doing.
    this.#samples.push(this.#lag.without(collectedMemory))
  }
}
