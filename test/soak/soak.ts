import { setTimeout } from 'node:timers/promises'
import type { ProcessGroup } from '../bench/server/processes/process-group.js'
import type { HelperProcess } from '../bench/server/processes/helper-process.js'
import type { Options } from './command-line.js'
import { loadCorpus } from './corpus.js'
import type { Holdings } from './server/holdings.js'
import {
  glanceCall,
  holdingsCall,
  publishCall,
  serveCall,
  stopCall,
  summaryCall,
  type Measured,
  type Summary,
} from './server/server-calls.js'
import { leaveCall, progressCall, startCall } from './subscribers/subscriber-calls.js'
import type { Tallied } from './subscribers/tally.js'

const subscriberProcesses = 2
/** How often it is looked how things stand, in milliseconds. */
const glanceMs = 500

/** What came of a soak. */
export interface Outcome {
  /** Where the frames were from. */
  readonly origin: string
  readonly measured: Measured
  /** What the server held while nobody was connected: after the warm-up, and in the end. */
  readonly before: Holdings
  readonly after: Holdings
  readonly summary: Summary
  /** What subscribers saw, the warm-up aside. */
  readonly tallies: readonly Tallied[]
  /** After which seqs connections were told that they are too slow, the warm-up included. */
  readonly tooSlowAfter: readonly number[]
  /** What must not have been, the warm-up included. */
  readonly problems: readonly string[]
}

/** How things stand in the middle of a soak. */
export interface Glance {
  readonly phase: 'warming up' | 'soaking'
  readonly elapsedSeconds: number
  readonly seconds: number
  readonly messages: number
  readonly connections: number
  readonly problems: number
}

/** What subscribers need to know of the server. */
interface Served {
  readonly port: number
  /** How many frames the log retains, about. */
  readonly windowFrames: number
  /** What messages are made after. */
  readonly frames: readonly Uint8Array[]
}

/** What the subscribers of one phase have seen. */
interface PhaseResult {
  readonly measured: Measured
  readonly tallies: readonly Tallied[]
  readonly problems: readonly string[]
}

/** Runs a soak: a warm-up, then the same again for longer, and everyone leaves after each. */
export class Soak {
  readonly #server: HelperProcess
  readonly #subscribers: readonly HelperProcess[]
  readonly #options: Options
  readonly #stop: AbortSignal
  readonly #onGlance: (glance: Glance) => void

  /** @param stop ends it early, with everything that is seen until then */
  constructor(
    group: ProcessGroup,
    options: Options,
    stop: AbortSignal,
    onGlance: (glance: Glance) => void,
  ) {
    this.#server = group.start('the server', '../../soak/server/server-process.ts')
    this.#subscribers = Array.from({ length: subscriberProcesses }, (_, index) =>
      group.start(`subscribers ${index + 1}`, '../../soak/subscribers/subscriber-process.ts'),
    )
    this.#options = options
    this.#stop = stop
    this.#onGlance = onGlance
  }

  /** @param folder where the log is kept */
  async run(folder: string): Promise<Outcome> {
    const { seed, rate, seconds } = this.#options
    const { frames, origin } = await loadCorpus()
    const { port, windowFrames } = await this.#server.call(serveCall, {
      folder,
      seed,
      rate,
      frames,
    })
    const served = { port, windowFrames, frames }
    const warmUp = await this.#phase('warming up', Math.min(20, Math.max(5, seconds / 6)), served)
    const before = await this.#holdings()
    const main = await this.#phase('soaking', seconds, served)
    const after = await this.#holdings()
    return {
      origin,
      measured: main.measured,
      before,
      after,
      summary: await this.#server.call(summaryCall, undefined),
      tallies: main.tallies,
      tooSlowAfter: [...warmUp.tallies, ...main.tallies].flatMap((tally) => tally.tooSlowAfter),
      problems: [...warmUp.problems, ...main.problems],
    }
  }

  async #phase(phase: Glance['phase'], seconds: number, served: Served): Promise<PhaseResult> {
    const { rate, seed, subscribers } = this.#options
    const sampleEveryMs = Math.max(1000, (seconds * 1000) / 12)
    await this.#server.call(publishCall, { perSecond: rate, sampleEveryMs })
    await Promise.all(
      this.#subscribers.map((process, first) => {
        const of = subscriberProcesses
        return process.call(startCall, { ...served, seed, subscribers, first, of })
      }),
    )
    await this.#wait(phase, seconds)
    const measured = await this.#server.call(stopCall, undefined)
    const { lastSeq } = measured
    const seen = await Promise.all(
      this.#subscribers.map((process) => process.call(leaveCall, { lastSeq })),
    )
    return {
      measured,
      tallies: seen.flatMap(({ tallies }) => tallies),
      problems: seen.flatMap(({ problems }) => problems),
    }
  }

  async #wait(phase: Glance['phase'], seconds: number): Promise<void> {
    const startMs = performance.now()
    const firstSeq = (await this.#server.call(glanceCall, undefined)).lastSeq
    for (;;) {
      const leftMs = startMs + seconds * 1000 - performance.now()
      if (leftMs <= 0 || this.#stop.aborted) return
      const pauseMs = Math.min(glanceMs, leftMs)
      await setTimeout(pauseMs, undefined, { signal: this.#stop }).catch(() => undefined)
      const { lastSeq, connections } = await this.#server.call(glanceCall, undefined)
      const progress = await Promise.all(
        this.#subscribers.map((process) => process.call(progressCall, undefined)),
      )
      this.#onGlance({
        phase,
        elapsedSeconds: (performance.now() - startMs) / 1000,
        seconds,
        messages: lastSeq - firstSeq,
        connections,
        problems: progress.reduce((sum, { problems }) => sum + problems, 0),
      })
    }
  }

  /** What the server holds once the last connection has ended for it too. */
  async #holdings(): Promise<Holdings> {
    for (let attempt = 0; ; attempt++) {
      const holdings = await this.#server.call(holdingsCall, undefined)
      const isQuiet = holdings.connections === 0 && !holdings.resources.includes('TCPSocketWrap')
      // What is still there after so long stays, and is told.
      if (isQuiet || attempt === 100) return holdings
      await setTimeout(100)
    }
  }
}
