import type { Subprotocol } from '../frame/subprotocol.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { FailoverFeed } from './failover/failover-feed.js'
import { ProcessedPlace } from './failover/processed-place.js'
import { hostScheme } from './host-scheme.js'
import type { Position } from './position.js'
import { PositionMeter, type FeedFacts } from './position-meter.js'
import { PositionWatch } from './position-watch.js'
import { startPoint, type StartPoint } from './start-point.js'
import { CursorSaver } from './stores/cursor-saver.js'
import type { SavedCursor } from './stores/cursor-store.js'
import { SubscriptionEndedError } from './subscribe-error.js'
import type { SubscriptionPlan } from './subscription-plan.js'
import { unlessAborted } from './unless-aborted.js'

/** How {@link Subscription.forEach} works. */
export interface ForEachOptions {
  /** How many messages may be in work at once; 1 by default. */
  readonly concurrency?: number
}

/**
 * The messages of a stream, `#cursor` and `#info` among them, over as many connections as it takes.
 *
 * It connects when the first message is asked for. Frames are decoded as they are consumed, so that
 * {@link cursor} and {@link position} always tell where the consumer is: by the time the loop asks
 * for the next message, everything up to `cursor` has been through it, and is what a `store` is given.
 *
 * The loop ends when the signal is aborted or the consumer leaves it, and throws
 *
 * - `SubscribeError`: what cannot be mended by connecting again, or by going on with another host;
 * - `DecodeError`: a frame breaks the wire format or the lexicon;
 * - what the store throws.
 */
export class Subscription<M extends TypedMessage> implements AsyncIterableIterator<M, undefined> {
  readonly #plan: SubscriptionPlan<M>
  readonly #host: string
  readonly #meter = new PositionMeter(Date.now)
  readonly #watch: PositionWatch
  readonly #saver: CursorSaver | undefined
  #feed: FailoverFeed<M> | undefined
  #starting: Promise<FailoverFeed<M> | undefined> | undefined
  #start: StartPoint | undefined
  #over = false
  /** Aborted once nothing more is wanted, whatever is under way. */
  readonly #stop = new AbortController()
  /** Whether messages are handed out by `forEach`. */
  #isForEach = false
  /** What a listener or the store threw, until the consumer is told. */
  #thrown: { readonly error: unknown } | undefined
  /** Whether the consumer was told of what ended the subscription. */
  #isTold = false
  readonly #processed = new ProcessedPlace()

  constructor(plan: SubscriptionPlan<M>) {
    const { store, saveIntervalMs = 1000, onSaveError } = plan.options
    this.#plan = plan
    this.#host = new URL(plan.url(0)).host
    this.#watch = new PositionWatch(
      () => this.position,
      (error) => this.#fail(error),
    )
    if (store !== undefined) {
      this.#saver = new CursorSaver(
        store,
        saveIntervalMs,
        () => this.#toSave(),
        (error) => this.#saveFailed(error, onSaveError),
      )
    }
  }

  /** Everything up to this seq has been consumed: save it, and start from it the next time. */
  get cursor(): number | undefined {
    if (this.#feed !== undefined) return this.#feed.cursor
    const { start } = this.#plan
    return this.#start?.cursor ?? (typeof start === 'number' ? start : undefined)
  }

  /** Where the consumer is, how far behind, and how fast it gets on. */
  get position(): Position {
    return this.#meter.position(this.#facts)
  }

  get #facts(): FeedFacts {
    const feed = this.#feed
    return {
      host: feed?.host ?? this.#host,
      cursor: this.cursor,
      told: feed?.told,
      live: feed?.live,
      subprotocol: feed?.subprotocol,
    }
  }

  /** As of {@link position}: whether messages are new ones rather than replayed. */
  get live(): boolean | undefined {
    return this.position.live
  }

  /** The wire format of the connection; absent while there is none. */
  get subprotocol(): Subprotocol | undefined {
    return this.#feed?.subprotocol
  }

  /**
   * Calls `listener` with the position whenever the host has told of one, a connection has opened or
   * ended, and some times a second while messages flow. What it throws, the loop throws.
   *
   * @returns what ends that
   */
  onPosition(listener: (position: Position) => void): () => void {
    return this.#watch.listen(listener)
  }

  /**
   * Resolves when the consumer is live with nothing left to be handed out; somebody has to consume the
   * messages meanwhile. Rejects where the subscription ends before, with `SubscriptionEndedError` if
   * it was not an error that ended it.
   */
  caughtUp(): Promise<void> {
    return this.#watch.caughtUp()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * The next message; several calls are answered in their order. To call it says that all messages
   * that were handed out before have been processed.
   */
  next(): Promise<IteratorResult<M, undefined>> {
    // Only who saves it wants to know: of shards it is the lowest of several.
    if (this.#saver !== undefined && this.#feed !== undefined) this.#processed.reached(this.#feed)
    return this.#pull()
  }

  /**
   * Ends the subscription; what was processed is saved by the time it resolves. Rejects with what the
   * store threw, where that is, and nobody has been told yet.
   */
  async return(): Promise<IteratorResult<M, undefined>> {
    await this.#close()
    this.#tell()
    return { done: true, value: undefined }
  }

  /**
   * Has every message processed, some at once if `concurrency` is more than 1; resolves when the
   * subscription has ended. What is saved is the position up to which nothing is still in work. Where
   * a handler throws, no more are started, and that error is thrown once the others are through.
   *
   * @throws RangeError where `concurrency` is no integer of 1 or more
   */
  async forEach(
    handler: (message: M) => void | Promise<void>,
    options: ForEachOptions = {},
  ): Promise<void> {
    const { concurrency = 1 } = options
    if (!(Number.isInteger(concurrency) && concurrency >= 1) && concurrency !== Infinity) {
      throw new RangeError(`concurrency: ${concurrency} is no whole number of 1 or more`)
    }
    this.#isForEach = true
    const working = new Set<Promise<void>>()
    let failure: { readonly error: unknown } | undefined
    const work = async (message: M, complete: () => void) => {
      try {
        await handler(message)
        complete()
        this.#saver?.touch()
      } catch (error) {
        failure ??= { error }
        // No message may come for long: whoever waits for one is told at once.
        await this.#feed?.return()
      }
    }
    try {
      for (;;) {
        const next = await this.#pull()
        if (next.done === true || failure !== undefined) break
        const task = work(next.value, this.#hand())
        working.add(task)
        void task.then(() => working.delete(task))
        while (working.size >= concurrency) await Promise.race(working)
      }
    } finally {
      await Promise.all(working)
      await this.#close()
    }
    if (failure !== undefined) throw failure.error
    this.#tell()
  }

  /** Hands out the message that was pulled last. */
  #hand(): () => void {
    return this.#feed === undefined ? () => undefined : this.#processed.hand(this.#feed)
  }

  #pull(): Promise<IteratorResult<M, undefined>> {
    const feed = this.#feed
    if (feed !== undefined && this.#saver === undefined && this.#thrown === undefined) {
      return feed.next()
    }
    return this.#pullCarefully()
  }

  async #pullCarefully(): Promise<IteratorResult<M, undefined>> {
    try {
      const feed = this.#feed ?? (await this.#begin())
      if (this.#thrown !== undefined) {
        await feed?.return()
        this.#tell()
      }
      if (feed === undefined) return { done: true, value: undefined }
      this.#saver?.touch()
      const result = await feed.next()
      if (result.done !== true) return result
      await this.#saver?.close()
      this.#tell()
      return result
    } catch (error) {
      this.#isTold = true
      this.#ended(error)
      await this.#saver?.close()
      throw error
    }
  }

  async #close(): Promise<void> {
    this.#stop.abort()
    await this.#feed?.return()
    this.#ended(undefined)
    await this.#saver?.close()
  }

  /** Has the subscription end with an error that is none of the feed's. */
  #fail(error: unknown): void {
    if (this.#isTold) return
    // On a quiet stream nobody would ask for the next message, and so be told, for long.
    if (this.#feed?.fail(error) === true) this.#isTold = true
    else this.#thrown ??= { error }
  }

  /** Throws what the consumer has not been told yet, if there is anything. */
  #tell(): void {
    const thrown = this.#thrown
    this.#thrown = undefined
    if (thrown === undefined || this.#isTold) return
    this.#isTold = true
    throw thrown.error
  }

  #saveFailed(error: unknown, onSaveError: ((error: unknown) => void) | undefined): void {
    if (onSaveError === undefined) return this.#fail(error)
    try {
      onSaveError(error)
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  /** Everyone waits for the same promise, and so goes on in the order of the calls. */
  #begin(): Promise<FailoverFeed<M> | undefined> {
    this.#starting ??= this.#makeFeed()
    return this.#starting
  }

  async #makeFeed(): Promise<FailoverFeed<M> | undefined> {
    const { options, start } = this.#plan
    const { store } = options
    const signal =
      options.signal === undefined
        ? this.#stop.signal
        : AbortSignal.any([options.signal, this.#stop.signal])
    let saved: SavedCursor | undefined
    const from = await unlessAborted(async () => {
      saved = await store?.load()
      return startPoint(start, saved, () => hostScheme(this.#plan, signal), Date.now())
    }, signal)
    if (from === undefined) this.#ended(undefined)
    this.#start = from
    if (from === undefined || this.#over) return undefined
    this.#feed = new FailoverFeed(
      { ...this.#plan, from, saved },
      {
        delivered: (message) => {
          this.#meter.count(message)
          if (this.#feed?.told !== message) return this.#watch.moved()
          this.#meter.told(this.#facts)
          this.#watch.tell()
        },
        waiting: () => {
          this.#meter.waiting()
          const thrown = this.#thrown
          this.#thrown = undefined
          if (thrown !== undefined) this.#fail(thrown.error)
        },
        skipped: () => this.#skipped(),
        connectionChanged: () => {
          if (this.#feed?.subprotocol === undefined) this.#meter.disconnected()
          this.#watch.tell()
        },
        ended: (error) => this.#ended(error),
      },
    )
    return this.#feed
  }

  /** What is skipped is processed by that, and everything before it has been handed out. */
  #skipped(): void {
    const feed = this.#feed
    if (this.#saver === undefined || feed?.cursor === undefined) return
    if (this.#isForEach) this.#processed.hand(feed)()
    else this.#processed.reached(feed)
    this.#saver.touch()
  }

  #ended(error: unknown): void {
    this.#over = true
    this.#watch.end(error ?? new SubscriptionEndedError())
  }

  #toSave(): SavedCursor | undefined {
    const saved = this.#processed.saved(Date.now())
    return saved?.cursor === this.#start?.cursor ? undefined : saved
  }
}
