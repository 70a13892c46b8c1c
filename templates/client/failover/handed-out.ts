import type { CursorMessage } from '../../stream/cursor-message.js'
import type { StreamDescriptor, TypedMessage } from '../../stream/descriptor.js'
import { DeliveredMessages } from '../delivered/delivered-messages.js'
import type { Entries } from './entry.js'
import type { HostLeg } from './host-leg.js'
import type { FailoverLimits } from './limits.js'

/** Knows what was handed out, of whichever host, once that is worth remembering. */
export class HandedOut<M extends TypedMessage> {
  readonly #descriptor: Pick<StreamDescriptor<unknown, M>, 'messages'>
  readonly #limits: FailoverLimits
  readonly #entries: Entries
  #messages: DeliveredMessages<M> | undefined

  /** @param isPlain whether there is one host, and nothing was said of failover */
  constructor(
    descriptor: Pick<StreamDescriptor<unknown, M>, 'messages'>,
    limits: FailoverLimits,
    entries: Entries,
    isPlain: boolean,
  ) {
    this.#descriptor = descriptor
    this.#limits = limits
    this.#entries = entries
    if (!isPlain) this.#remember()
  }

  /** Whether what is handed out is remembered; until then all of it is new. */
  get isRemembered(): boolean {
    return this.#messages !== undefined
  }

  /** A host has told of its position. */
  told({ sequenceId, seqScheme }: CursorMessage): void {
    // Where numbers tell no time, nobody could go on from here in another sequence.
    if (sequenceId !== undefined && seqScheme === 'unix-micros') this.#remember()
  }

  #remember(): void {
    const { rollbackMs, skewMs, maxRemembered } = this.#limits
    const options = { windowMs: 2 * rollbackMs, maxEntries: maxRemembered, skewMs }
    this.#messages ??= new DeliveredMessages<M>(this.#descriptor, options)
  }

  /**
   * Whether a sequenced message has not been handed out yet; it is, then.
   *
   * @param leader the leg whose position is the safe one
   */
  admit(message: M, leg: HostLeg<M>, leader: HostLeg<M>): boolean {
    if (this.#messages === undefined) return true
    const toldMs = leg.time.of(message)
    const timeMs = toldMs ?? Date.now()
    this.#entries.began(toldMs)
    leg.memory ??= this.#messages.leg({
      startMs: leg.startMs,
      subscribedMs: this.#entries.subscribedMs,
      safeMs: this.#entries.reachedMs,
    })
    return leg.memory.admit(message, timeMs, leader.positionMs ?? timeMs)
  }
}
