import type { Subprotocol } from '../../../../generated/runtime/index.js'
import { SubscriberConnection } from './subscriber-connection.js'
import { Tally, type TallyCounts } from './tally.js'

/** So many connections are opened at a time: a server takes no more than its backlog. */
const openedAtOnce = 100
/** Where nothing comes for so long, something is lost. */
const stalledMs = 20_000

/** What is about to come on every connection. */
export interface Coming {
  readonly messages: number
  readonly checkEach: boolean
  readonly keepTimes: boolean
  readonly reportEvery: number
}

/** The connections of one process, and how far the slowest of them is. */
export class Subscribers {
  readonly #onProgress: (messages: number) => void
  #connections: SubscriberConnection[] = []
  /** How many messages each connection has at the start and at the end of what is expected. */
  #expectedFrom = 0
  #expectedTo = 0
  #coming: Coming = { messages: 0, checkEach: false, keepTimes: false, reportEvery: 1 }
  #reported = 0
  #failure: Error | undefined
  #waiting: (() => void) | undefined

  /** @param onProgress told how many messages of those expected last the slowest connection has */
  constructor(onProgress: (messages: number) => void) {
    this.#onProgress = onProgress
  }

  /** Opens connections; resolves once the server has taken them. */
  async connect(
    to: { readonly port: number; readonly target: string },
    subprotocol: Subprotocol,
    connections: number,
    firstSeq: number,
  ): Promise<void> {
    // Today's clients offer nothing, and get v0.
    const offers = subprotocol !== 'xrpc.v0.cbor'
    const open = async () => {
      const tally = new Tally(subprotocol, firstSeq)
      const events = { arrived: () => this.#look(), failed: (error: Error) => this.#fail(error) }
      return this.#prepared(await SubscriberConnection.open(to, offers, tally, events))
    }
    for (let opened = 0; opened < connections; opened += openedAtOnce) {
      const length = Math.min(openedAtOnce, connections - opened)
      this.#connections.push(...(await Promise.all(Array.from({ length }, open))))
    }
    // A server that replays may have sent everything by now.
    this.#report()
  }

  expect(coming: Coming): void {
    this.#expectedFrom = this.#expectedTo
    this.#expectedTo += coming.messages
    this.#reported = 0
    this.#coming = coming
    for (const connection of this.#connections) this.#prepared(connection)
  }

  /**
   * Resolves once all that is expected has arrived.
   *
   * @throws Error where something else came, or a connection has ended
   */
  async arrived(): Promise<void> {
    let before = -1
    const timer = setInterval(() => {
      const messages = this.#connections.reduce((sum, { tally }) => sum + tally.messages, 0)
      if (messages === before) this.#fail(this.#stalled())
      before = messages
    }, stalledMs)
    while (this.#failure === undefined && !this.#haveAll(this.#expectedTo)) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
    clearInterval(timer)
    if (this.#failure !== undefined) throw this.#failure
  }

  /** When messages arrived that were expected last, one connection after the other. */
  times(): Float64Array {
    return Float64Array.from(this.#connections.flatMap(({ times }) => times ?? []))
  }

  /**
   * Closes all connections behind what is still on its way.
   *
   * @returns what each has received from its start to its end
   * @throws Error where something was wrong
   */
  async close(): Promise<TallyCounts[]> {
    const closed = this.#connections
    await Promise.all(closed.map((connection) => connection.close()))
    this.#connections = []
    this.#expectedFrom = 0
    this.#expectedTo = 0
    if (this.#failure !== undefined) throw this.#failure
    return closed.map(({ tally }) => tally.counts)
  }

  /** Ends all connections at once. */
  drop(): void {
    for (const connection of this.#connections) connection.drop()
    this.#connections = []
  }

  #prepared(connection: SubscriberConnection): SubscriberConnection {
    connection.checkEach(this.#coming.checkEach)
    connection.times = this.#coming.keepTimes ? [] : undefined
    return connection
  }

  #look(): void {
    // Short of the next report nothing can have changed that anyone wants to know.
    const next = this.#expectedFrom + this.#reported + this.#coming.reportEvery
    if (this.#haveAll(Math.min(this.#expectedTo, next))) this.#report()
  }

  #haveAll(messages: number): boolean {
    return (
      this.#connections.length > 0 &&
      this.#connections.every(({ tally }) => tally.messages >= messages)
    )
  }

  #report(): void {
    const least = this.#least()
    if (least - this.#expectedFrom > this.#reported) {
      this.#reported = least - this.#expectedFrom
      this.#onProgress(this.#reported)
    }
    if (least >= this.#expectedTo) this.#waiting?.()
  }

  #least(): number {
    return this.#connections.reduce(
      (fewest, { tally }) => Math.min(fewest, tally.messages),
      Infinity,
    )
  }

  #stalled(): Error {
    const got = `the slowest subscriber has ${this.#least()} messages of ${this.#expectedTo}`
    return new Error(`nothing came for ${stalledMs / 1000} s: ${got}`)
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#waiting?.()
  }
}
