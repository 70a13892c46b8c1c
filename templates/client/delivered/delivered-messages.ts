import type { StreamDescriptor, TypedMessage } from '../../stream/descriptor.js'
import { Alignment, type Verdict } from './alignment.js'
import { DeliveredRing } from './delivered-ring.js'
import { KeyLogs, type KeyLog } from './key-logs.js'
import { LegPlaces } from './leg-places.js'
import type { Leg, LegStart } from './leg.js'
import { MessageIdentity } from './message-identity.js'

/** How much {@link DeliveredMessages} remembers, and how far the hosts' clocks may differ. */
export interface DeliveredOptions {
  /** How far back from the safe position, in milliseconds of the stream's own time. */
  readonly windowMs: number
  /** How many messages, the newest ones; at least 1. */
  readonly maxEntries: number
  /** By how much the times of a message may differ between two hosts, in milliseconds. */
  readonly skewMs: number
}

/**
 * Remembers which messages were handed out, so that what another host sends once more can be dropped.
 *
 * What a host sends from one starting point on is a {@link Leg}. Legs may follow each other or run side
 * by side. Messages are told apart by what they hold (see {@link MessageIdentity}), and those that
 * hold the same by where they stand among the messages with the same shard key, whose order every host
 * keeps (see {@link Alignment}); a message without a shard key is only told from those that differ.
 *
 * Nothing new is ever dropped, as long as hosts leave nothing out, their clocks differ by `skewMs` at
 * most, and a leg begins `3 * skewMs` or more before the safe position, or `skewMs` before the
 * subscription did. (What is from before the subscription by the clock of one host and not of another
 * may be either.) What was handed out and is remembered is handed out again only
 *
 * - where messages that look the same follow each other in their key as a leg begins, or take turns
 *   faster than `skewMs` from there to the end;
 * - by a leg of which nobody knows where it begins, near the safe position;
 * - where two hosts leave out different things, near the safe position.
 *
 * A leg that is so far behind the others that what it sends is forgotten is followed silently for as
 * long as one of the others is ahead of it.
 *
 * While there is one leg, past everything that others have handed out, a message takes 24 to 48 bytes,
 * and nothing is looked up.
 */
export class DeliveredMessages<M extends TypedMessage> {
  readonly #options: DeliveredOptions
  readonly #shardKeys: ReadonlyMap<string, string | undefined>
  readonly #identity: MessageIdentity
  readonly #ring = new DeliveredRing()
  /** There while messages have to be looked up. */
  #index: { readonly logs: KeyLogs; readonly alignment: Alignment } | undefined
  readonly #legs = new Set<LegPlaces>()
  /** The leg that has come past everything that is remembered; none while there is an index. */
  #foremost: LegPlaces | undefined
  /** The lowest time that was ever handed out, and the highest of legs that have ended. */
  #lowestMs = Infinity
  #endedMs = -Infinity
  /** The highest safe position, and the highest time of what was forgotten. */
  #safeMs = -Infinity
  #forgottenMs = -Infinity

  /** @param random numbers from 0 up to 1, for the identities */
  constructor(
    descriptor: Pick<StreamDescriptor<unknown, M>, 'messages'>,
    options: DeliveredOptions,
    random: () => number = Math.random,
  ) {
    this.#options = options
    this.#identity = new MessageIdentity(random)
    this.#shardKeys = new Map(
      descriptor.messages.map(({ $type, shardKey }) => [$type, shardKey] as const),
    )
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.#ring.end - this.#ring.from
  }

  /** Begins to follow another host, or the same one from another place. */
  leg(from: LegStart): Leg<M> {
    const leg = new LegPlaces(from)
    this.#safeMs = Math.max(this.#safeMs, from.safeMs ?? -Infinity)
    this.#legs.add(leg)
    if (this.size === 0 && this.#legs.size === 1) {
      this.#foremost = leg
      this.#index = undefined
    }
    return {
      admit: (message, timeMs, safeMs) => this.#admit(leg, message, timeMs, safeMs),
      end: () => this.#end(leg),
    }
  }

  #admit(leg: LegPlaces, message: M, timeMs: number, safeMs: number): boolean {
    const identity = this.#identity.of(message)
    const key = this.#keyOf(message) ?? identity
    if (safeMs > this.#safeMs) this.#safeMs = safeMs
    leg.sent(timeMs)
    this.#forget(safeMs)
    if (this.#foremost === leg) {
      this.#remember(leg, key, identity, timeMs)
      return true
    }
    const { logs, alignment } = (this.#index ??= this.#makeIndex())
    const log = logs.of(key)
    const { isNew, places, isAside }: Verdict =
      log === undefined
        ? { isNew: !this.#isPast(leg, timeMs), places: leg.ofKey.get(key) ?? [] }
        : this.#judge(leg, log, alignment, { key, identity, timeMs })
    if (isNew) this.#remember(leg, key, identity, timeMs)
    const isAdded = isNew && isAside !== true
    if (isAdded) leg.ofKey.set(key, [...places, this.#ring.end - 1])
    else if (log !== undefined) leg.ofKey.set(key, places)
    if (Math.min(timeMs, safeMs) > this.#endedMs + this.#options.skewMs) this.#dropIndex(leg)
    return isNew
  }

  /** Whether a message is new to its key's log, and where the leg then is. */
  #judge(
    leg: LegPlaces,
    log: KeyLog,
    alignment: Alignment,
    {
      key,
      identity,
      timeMs,
    }: { readonly key: number; readonly identity: number; readonly timeMs: number },
  ): Verdict {
    const { skewMs } = this.#options
    // Not at the very same time: where times are that of messages, several share one.
    const isOld = timeMs < this.#safeMs - skewMs
    const subscribedMs = leg.start.subscribedMs ?? this.#lowestMs
    const mayPrecede =
      timeMs <= subscribedMs + skewMs || (isOld && timeMs <= this.#forgottenMs + skewMs)
    return alignment.judge(log, leg.ofKey.get(key), {
      identity,
      timeMs,
      coversFromMs: leg.coversFromMs,
      isOld,
      mayPrecede,
      isWhole: leg.isWhole,
      isUnwanted: this.#isUnwanted(leg, timeMs),
    })
  }

  /** Whether a message is from before the subscription, by the clock of its host. */
  #isUnwanted(leg: LegPlaces, timeMs: number): boolean {
    // Who was given older messages has begun there, whatever is said.
    return timeMs <= Math.min(leg.start.subscribedMs ?? -Infinity, this.#lowestMs)
  }

  /**
   * Whether a message of a key of which nothing is remembered was handed out and forgotten, or is
   * from before the subscription.
   */
  #isPast(leg: LegPlaces, timeMs: number): boolean {
    const { skewMs } = this.#options
    if (this.#isUnwanted(leg, timeMs)) return true
    if (timeMs >= this.#safeMs - skewMs || timeMs > this.#forgottenMs + skewMs) return false
    for (const other of this.#legs) {
      if (
        other !== leg &&
        timeMs >= other.coversFromMs + skewMs &&
        timeMs <= other.highestMs - skewMs
      ) {
        return true
      }
    }
    return false
  }

  #remember(leg: LegPlaces, key: number, identity: number, timeMs: number): void {
    if (this.size >= this.#options.maxEntries) this.#forgetOldest()
    this.#ring.push(key, identity, timeMs)
    this.#index?.logs.pushed()
    if (timeMs < this.#lowestMs) this.#lowestMs = timeMs
    if (timeMs > leg.deliveredMs) leg.deliveredMs = timeMs
  }

  #forget(safeMs: number): void {
    const oldestMs = safeMs - this.#options.windowMs
    const ring = this.#ring
    while (ring.from < ring.end && ring.timeAt(ring.from) < oldestMs) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const ring = this.#ring
    const timeMs = ring.timeAt(ring.from)
    if (timeMs > this.#forgottenMs) this.#forgottenMs = timeMs
    if (this.#index?.logs.shifting() === true) {
      const key = ring.keyAt(ring.from)
      for (const leg of this.#legs) leg.ofKey.delete(key)
    }
    ring.shift()
  }

  #makeIndex(): { readonly logs: KeyLogs; readonly alignment: Alignment } {
    const logs = new KeyLogs(this.#ring)
    const foremost = this.#foremost
    this.#foremost = undefined
    if (foremost !== undefined) {
      for (const [key, { last }] of logs.entries()) foremost.ofKey.set(key, [last])
    }
    return { logs, alignment: new Alignment(this.#ring, logs, this.#options.skewMs) }
  }

  /** Once a leg is the only one, and past what the others have handed out, it brings nothing twice. */
  #dropIndex(leg: LegPlaces): void {
    if (this.#legs.size > 1) return
    this.#index = undefined
    this.#foremost = leg
    leg.ofKey.clear()
  }

  #end(leg: LegPlaces): void {
    if (!this.#legs.delete(leg)) return
    leg.ofKey.clear()
    if (leg.deliveredMs > this.#endedMs) this.#endedMs = leg.deliveredMs
    if (this.#foremost === leg) this.#foremost = undefined
  }

  #keyOf(message: M): number | undefined {
    const name = this.#shardKeys.get(message.$type)
    const key: unknown = name === undefined ? undefined : Reflect.get(message, name)
    return typeof key === 'string' ? this.#identity.ofText(key) : undefined
  }
}
