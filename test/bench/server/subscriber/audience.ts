import type { Subprotocol } from '../../../../generated/runtime/index.js'
import type { ShapeOf } from '../processes/message-shape.js'
import type { HelperProcess } from '../processes/helper-process.js'
import type { ProcessGroup } from '../processes/process-group.js'
import {
  arrivedCall,
  closeCall,
  connectCall,
  dropCall,
  expectCall,
  progressNote,
  timesCall,
} from './subscriber-calls.js'
import type { TallyCounts } from './tally.js'

/** How many connections speak a subprotocol. */
export interface Share {
  readonly subprotocol: Subprotocol
  readonly connections: number
}

/** What each connection must have received in the end. */
export interface ExpectedCounts {
  readonly messages: number
  /** The bytes of those messages in each subprotocol. */
  readonly bytes: Readonly<Record<Subprotocol, number>>
}

type Expected = ShapeOf<typeof expectCall.request>

/** All subscribers of a run, in processes of their own. */
export class Audience {
  readonly #processes: readonly HelperProcess[]
  readonly #progress: number[]
  #shares: readonly Share[] = []
  #heard: ((messages: number) => void) | undefined

  /** @param processes how many processes share the connections */
  constructor(group: ProcessGroup, processes: number) {
    this.#processes = Array.from({ length: processes }, (_, index) =>
      group.start(`subscribers ${index + 1}`, 'subscriber/subscriber-process.ts'),
    )
    this.#progress = this.#processes.map(() => 0)
    for (const [index, subscribers] of this.#processes.entries()) {
      subscribers.hear(progressNote, ({ messages }) => {
        this.#progress[index] = messages
        this.#heard?.(Math.min(...this.#progress))
      })
    }
  }

  /** Has someone told how many messages the slowest connection has, of those expected last. */
  onProgress(heard: (messages: number) => void): void {
    this.#heard = heard
  }

  /** Opens connections; resolves once the server has taken them all. */
  async connect(
    port: number,
    target: string,
    shares: readonly Share[],
    firstSeq: number,
  ): Promise<void> {
    this.#shares = shares
    for (const { subprotocol, connections } of shares) {
      const parts = split(connections, this.#processes.length)
      const opened = this.#processes.map((subscribers, index) => {
        const request = { port, target, subprotocol, connections: parts[index] ?? 0, firstSeq }
        return subscribers.call(connectCall, request)
      })
      await Promise.all(opened)
    }
  }

  /** Says what comes next on every connection. */
  async expect(expected: Expected): Promise<void> {
    this.#progress.fill(0)
    await Promise.all(this.#processes.map((process) => process.call(expectCall, expected)))
  }

  /** Resolves with the time, on the monotonic clock, at which all that is expected was there. */
  async arrived(): Promise<number> {
    const times = await Promise.all(
      this.#processes.map((process) => process.call(arrivedCall, undefined)),
    )
    return Math.max(...times.map(({ atMs }) => atMs))
  }

  /** When messages arrived, connection by connection. */
  async times(): Promise<readonly Float64Array[]> {
    return Promise.all(this.#processes.map((process) => process.call(timesCall, undefined)))
  }

  /**
   * Closes all connections.
   *
   * @throws Error where one of them has received anything else than was expected
   */
  async close(expected: ExpectedCounts): Promise<void> {
    const counts = await Promise.all(
      this.#processes.map((process) => process.call(closeCall, undefined)),
    )
    checkCounts(counts.flat(), this.#shares, expected)
  }

  /** Ends all connections at once. */
  async drop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.call(dropCall, undefined)))
  }
}

/** Parts of a number that differ by one at most. */
function split(whole: number, parts: number): number[] {
  return Array.from(
    { length: parts },
    (_, index) => Math.floor(whole / parts) + (index < whole % parts ? 1 : 0),
  )
}

/** @throws Error where a connection is missing, or has received anything else than was expected */
export function checkCounts(
  counts: readonly TallyCounts[],
  shares: readonly Share[],
  expected: ExpectedCounts,
): void {
  for (const { subprotocol, connections } of shares) {
    const found = counts.filter((count) => count.subprotocol === subprotocol)
    if (found.length !== connections) {
      throw new Error(`${found.length} connections in ${subprotocol}, not ${connections}`)
    }
    for (const { messages, bytes } of found) {
      if (messages === expected.messages && bytes === expected.bytes[subprotocol]) continue
      throw new Error(
        `a subscriber in ${subprotocol} got ${messages} messages with ${bytes} bytes, not ` +
          `${expected.messages} with ${expected.bytes[subprotocol]}`,
      )
    }
  }
}
