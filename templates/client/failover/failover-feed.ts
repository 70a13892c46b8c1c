import type { Subprotocol } from '../../frame/subprotocol.js'
import { isCursorMessage, type CursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import { seqOf } from '../../stream/message.js'
import type { Feed, FeedEvents } from '../feed.js'
import { Handout } from '../handout.js'
import type { FailoverPlan } from '../subscription-plan.js'
import type { HostLeg } from './host-leg.js'
import { Succession } from './succession.js'

/** Where the consumer is: all of it from the same host. */
interface Standing<M> {
  readonly host: string
  readonly cursor: number | undefined
  readonly told: (M & CursorMessage) | undefined
  readonly positionMs: number | undefined
}

/**
 * The messages of a stream from the first of several hosts that is in order, and from the next one
 * when that is left; or from some of them at once. A host is left when it
 *
 * - refuses: what connecting again would not mend;
 * - is dead: several attempts in a row brought nothing, or there was no connection for some time;
 * - sends its consumers away, since it restarts, is overloaded or limits how often it is asked;
 * - is stalled: nothing comes while the consumer waits and another host has new messages;
 * - has begun another sequence: the same address is then tried first;
 * - cannot go on from where the one before it was left.
 *
 * The next host is read from some time before the position, in its own numbers, and what was handed
 * out already is dropped. It stays with a host for as long as that is in order, wherever in the list
 * it is.
 *
 * {@link cursor}, {@link host} and {@link told} belong together at all times: to the host that leads,
 * which is the one whose messages came first for as long as it is in order. Whatever a host sent up to
 * some position was handed out, by that one or another, so that the place of any of them is safe.
 */
export class FailoverFeed<M extends TypedMessage> implements Feed<M> {
  readonly #events: FeedEvents<M>
  readonly #succession: Succession<M>
  readonly #nsid: string
  readonly #signal: AbortSignal | undefined
  readonly #handout = new Handout<M>(() => this.#poll())
  #state: 'idle' | 'running' | 'ended' = 'idle'
  #isAwaited = false
  /** Where the consumer was when the host that led was left, and the next one has brought nothing yet. */
  #standing: Standing<M>
  /** Which leg is polled first, so that none is always last. */
  #turn = 0

  constructor(plan: FailoverPlan<M>, events: FeedEvents<M>) {
    this.#events = events
    this.#nsid = plan.descriptor.nsid
    this.#signal = plan.options.signal
    this.#succession = new Succession(plan, {
      arrived: () => this.#handout.serve(),
      settled: ({ feed: { host, cursor, told }, positionMs }) => {
        this.#standing = { host, cursor, told, positionMs }
      },
      connectionChanged: () => this.#events.connectionChanged(),
      skipped: () => this.#events.skipped?.(),
      isAwaited: () => this.#isAwaited,
      failed: (error) => this.#end({ error }),
    })
    const { host } = this.#succession
    this.#standing = { host, cursor: plan.from.cursor, told: undefined, positionMs: undefined }
  }

  get host(): string {
    return this.#current.host
  }

  get cursor(): number | undefined {
    return this.#current.cursor
  }

  get told(): (M & CursorMessage) | undefined {
    return this.#current.told
  }

  get positionMs(): number | undefined {
    return (this.#succession.leader ?? this.#standing).positionMs
  }

  get live(): boolean | undefined {
    return this.#succession.leader?.feed.live
  }

  get subprotocol(): Subprotocol | undefined {
    const { leader, legs } = this.#succession
    return (leader ?? legs[0])?.feed.subprotocol
  }

  /** The next message; several calls are answered in their order. */
  next(): Promise<IteratorResult<M, undefined>> {
    return this.#handout.next()
  }

  return(): Promise<IteratorResult<M, undefined>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  /**
   * Ends the feed with an error, where somebody waits for a message and so can be told of it at once.
   *
   * @returns whether somebody did
   */
  fail(error: unknown): boolean {
    if (this.#state !== 'running' || !this.#isAwaited) return false
    this.#end({ error })
    return true
  }

  get #current(): Omit<Standing<M>, 'positionMs'> {
    return this.#succession.leader?.feed ?? this.#standing
  }

  #poll(): M | undefined {
    if (this.#state === 'idle') this.#begin()
    this.#isAwaited = false
    while (this.#state === 'running') {
      const { legs, unattended } = this.#succession
      const message =
        unattended === undefined ? this.#pollLegs(legs) : this.#pollUnattended(unattended)
      if (message !== undefined) {
        this.#events.delivered(message)
        return message
      }
      // A leg that was polled may be over, and another one have taken its place.
      if (legs === this.#succession.legs) break
    }
    this.#isAwaited = true
    this.#events.waiting?.()
    return undefined
  }

  #begin(): void {
    this.#state = 'running'
    if (this.#signal?.aborted === true) {
      this.#end()
      return
    }
    this.#signal?.addEventListener('abort', this.#onAbort)
    this.#succession.begin()
  }

  readonly #onAbort = (): void => this.#end()

  #pollLegs(legs: readonly HostLeg<M>[]): M | undefined {
    for (let left = legs.length; left > 0; left--) {
      const leg = legs[this.#turn % legs.length]
      for (let message = leg?.poll(); message !== undefined; message = leg?.poll()) {
        if (leg !== undefined && this.#take(leg, message)) {
          this.#turn++
          return message
        }
        if (this.#state === 'ended') return undefined
      }
      this.#turn++
    }
    return undefined
  }

  #pollUnattended(leg: HostLeg<M>): M | undefined {
    const message = leg.poll()
    // What has no number may change what is known of the leg.
    if (message !== undefined && seqOf(message) === undefined) this.#take(leg, message)
    return message
  }

  /** Whether there is anything in a message of a leg that is to be handed out. */
  #take(leg: HostLeg<M>, message: M): boolean {
    if (!this.#succession.took(leg, message)) return false
    if (seqOf(message) !== undefined) return this.#succession.admit(leg, message)
    if (leg !== this.#succession.leader) return false
    if (isCursorMessage(this.#nsid, message)) this.#succession.told(message)
    return true
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#succession.end()
    this.#events.ended(failure?.error)
    this.#handout.end(failure)
  }
}
