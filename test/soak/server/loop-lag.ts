import { monitorEventLoopDelay } from 'node:perf_hooks'
import { number, object, type ShapeOf } from '../../bench/server/processes/message-shape.js'

/** So often it is looked how late a timer is, in milliseconds. */
const resolutionMs = 5

/** How late timers were, in milliseconds. */
export const loopLag = object({ p50Ms: number, p99Ms: number, maxMs: number })

export type LoopLag = ShapeOf<typeof loopLag>

/** Watches how late the event loop gets round to what is due. */
export class LoopLagMeter {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs })

  /** Begins anew. */
  begin(): void {
    this.#histogram.reset()
    this.#histogram.enable()
  }

  /** Does something that is not the server's work, and does not count it. */
  without<T>(work: () => T): T {
    this.#histogram.disable()
    try {
      return work()
    } finally {
      this.#histogram.enable()
    }
  }

  /** Ends, and says what was seen. */
  end(): LoopLag {
    this.#histogram.disable()
    const p50Ms = lateness(this.#histogram.percentile(50))
    return {
      p50Ms,
      p99Ms: lateness(this.#histogram.percentile(99)),
      maxMs: lateness(this.#histogram.max),
    }
  }
}

/** The histogram has the time between two looks, in nanoseconds. */
function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs)
}
