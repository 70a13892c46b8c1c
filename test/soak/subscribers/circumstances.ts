import { setTimeout } from 'node:timers/promises'
import { subprotocols } from '../../../templates/frame/subprotocol.js'
import type { Accounts } from '../accounts.js'
import type { SoakMessages } from '../soak-messages.js'
import type { Asked } from './connection-check.js'
import type { Tally } from './tally.js'

/** What subscribers of a process have in common. */
export interface Surroundings {
  readonly port: number
  readonly accounts: Accounts
  readonly messages: SoakMessages
  /** How many frames the log retains, about. */
  readonly windowFrames: number
  /** Aborted when nothing more is published, and everyone is to leave. */
  readonly leaving: AbortSignal
  /** The seq that was published last; known once it is time to leave. */
  lastSeq: number
  /** The highest seq that anyone has seen. */
  seenSeq: number
}

/** One subscriber's view of what goes on around it. */
export class Circumstances {
  readonly port: number
  readonly accounts: Accounts
  readonly messages: SoakMessages
  readonly windowFrames: number
  readonly leaving: AbortSignal
  readonly tally: Tally
  /** From 0 up to 1, the same ones for the same seed. */
  readonly random: () => number
  /** Tells of something that must not be. */
  readonly report: (problem: string) => void
  readonly #surroundings: Surroundings

  constructor(
    surroundings: Surroundings,
    tally: Tally,
    random: () => number,
    report: (problem: string) => void,
  ) {
    this.#surroundings = surroundings
    this.port = surroundings.port
    this.accounts = surroundings.accounts
    this.messages = surroundings.messages
    this.windowFrames = surroundings.windowFrames
    this.leaving = surroundings.leaving
    this.tally = tally
    this.random = random
    this.report = report
  }

  get lastSeq(): number {
    return this.#surroundings.lastSeq
  }

  get seenSeq(): number {
    return this.#surroundings.seenSeq
  }

  sawSeq(seq: number): void {
    this.#surroundings.seenSeq = Math.max(this.#surroundings.seenSeq, seq)
  }

  /** A number from `least` up to `most`. */
  between(least: number, most: number): number {
    return least + this.random() * (most - least)
  }

  /** Waits for some time from `least` to `most` milliseconds, or until it is time to leave. */
  async pause(least: number, most: number): Promise<void> {
    const ms = this.between(least, most)
    await setTimeout(ms, undefined, { signal: this.leaving }).catch(() => undefined)
  }

  /** Any subprotocol, and the whole stream or any shard. */
  choose(cursor: number | undefined, mostShards = 8): Asked {
    const subprotocol = subprotocols[Math.floor(this.random() * subprotocols.length)]
    const count = 2 ** Math.floor(this.random() * (Math.log2(mostShards) + 1))
    const index = Math.floor(this.random() * count)
    return {
      subprotocol: subprotocol ?? 'xrpc.v0.cbor',
      part: count === 1 ? undefined : { index, count },
      cursor,
    }
  }
}
