import { isCursorMessage, type CursorMessage } from '../../stream/cursor-message.js'
import type { TypedMessage } from '../../stream/descriptor.js'
import { seqOf } from '../../stream/message.js'
import type { Leg } from '../delivered/leg.js'
import { feedOfHost } from '../feed-of-host.js'
import { HostFeed } from '../host-feed.js'
import type { PolledFeed } from '../polled-feed.js'
import type { HostFeedPlan } from '../subscription-plan.js'
import type { Entry, Place } from './entry.js'
import type { EntryCheck } from './entry-check.js'
import type { Leaving } from './leaving.js'
import { Patience, type PatienceLimits } from './patience.js'
import { StreamTime } from './stream-time.js'

/** What happens on a {@link HostLeg}. None of it throws. */
export interface LegEvents<M extends TypedMessage> {
  /** There may be something to poll where there was nothing. */
  arrived(): void
  connectionChanged(): void
  /** Its position has moved over a message that was skipped. */
  skipped(): void
  /** It is connected once more. */
  reconnected(leg: HostLeg<M>): void
  /** Nothing more comes: the leg was left, there was an error, or it was closed. */
  ended(leg: HostLeg<M>, error: unknown): void
}

/** The part of a stream that one host serves, from one starting point until it is left. */
export class HostLeg<M extends TypedMessage> {
  readonly index: number
  readonly entry: Entry
  readonly feed: PolledFeed<M>
  readonly time: StreamTime
  readonly sinceMs = Date.now()
  /** Whether the host has yet to show that it can be gone on with. */
  hasToShow = false
  /** What finds that out, once there is anything to go by. */
  check: EntryCheck<M> | undefined
  /** What knows which of its messages have been handed out; absent where nothing is remembered. */
  memory: Leg<M> | undefined
  /** The time from which on it brings everything that the host has; absent where that is not known. */
  startMs: number | undefined
  /** What the first of several shards told of its position before anything else came. */
  toldFirst: (M & CursorMessage) | undefined
  /** Whether the consumer got anything from it. */
  hasBrought = false
  /** Rises with everything new that comes. */
  movement = 0
  readonly #nsid: string
  readonly #patience: Patience
  #leaving: Leaving | undefined
  #wasConnected = false
  #connections = 0
  #isOutdated = false
  /** The highest number that the host has told of; absent while it has told of none. */
  #highestTold: number | undefined

  /** @param patience what the host may do without being left */
  constructor(
    plan: HostFeedPlan<M>,
    index: number,
    entry: Entry,
    patience: PatienceLimits,
    events: LegEvents<M>,
  ) {
    const { signal: _, ...rest } = plan.options
    const { onReconnect } = rest
    const { cursor } = entry.from
    this.#nsid = plan.descriptor.nsid
    this.index = index
    this.entry = entry
    this.startMs = entry.startMs
    this.time = new StreamTime(
      cursor === undefined || entry.startMs === undefined
        ? undefined
        : { seq: cursor, ms: entry.startMs },
    )
    this.#patience = new Patience(patience, (leaving) => this.leave(leaving))
    const options: typeof plan.options = {
      ...rest,
      onReconnect: (reconnection) => {
        onReconnect?.(reconnection)
        // Of each shard, its own attempts count.
        this.#patience.failed(reconnection)
      },
    }
    this.feed = feedOfHost(
      { ...plan, options, from: entry.from },
      {
        delivered: () => undefined,
        arrived: () => events.arrived(),
        skipped: () => events.skipped(),
        shardTold: (message) => {
          if (this.toldFirst !== undefined) return
          this.toldFirst = message
          this.#noteBeginning(message)
        },
        connectionChanged: () => {
          this.#noteConnection(events)
          events.connectionChanged()
        },
        ended: (error) => {
          this.#patience.close()
          events.ended(this, error)
        },
      },
    )
  }

  /** Present once the host is left: the feed then ends as if it had been asked to. */
  get leaving(): Leaving | undefined {
    return this.#leaving
  }

  get told(): (M & CursorMessage) | undefined {
    return this.feed.told
  }

  /** The time of its position. */
  get positionMs(): number | undefined {
    return this.time.at(this.feed.cursor)
  }

  get place(): Place {
    const { host, cursor, told } = this.feed
    return {
      index: this.index,
      host,
      cursor,
      sequenceId: told?.sequenceId ?? this.entry.from.sequenceId,
      ms: this.time.at(cursor),
    }
  }

  /** Connects: whoever has messages from others is not to be without this one. */
  begin(): void {
    this.#patience.connection(false)
    // Nothing comes before whoever dials has returned.
    this.feed.poll()
  }

  /** Takes the next message; absent where there is none yet, or never again. */
  poll(): M | undefined {
    if (this.#leaving !== undefined) return undefined
    const message = this.feed.poll()
    if (message === undefined) this.#patience.waiting()
    else this.#noteArrival(message)
    return message
  }

  leave(leaving: Leaving): void {
    if (this.#leaving !== undefined) return
    this.#leaving = leaving
    this.close()
  }

  close(): void {
    this.#patience.close()
    void this.feed.return()
  }

  #noteConnection(events: LegEvents<M>): void {
    const isConnected = this.feed.subprotocol !== undefined
    this.#patience.connection(isConnected)
    if (isConnected === this.#wasConnected) return
    this.#wasConnected = isConnected
    // Shards connect one by one, and what is told of all of them may be from before.
    if (isConnected && ++this.#connections > 1 && this.feed instanceof HostFeed) {
      events.reconnected(this)
    }
  }

  #noteArrival(message: M): void {
    this.#patience.heard()
    if (seqOf(message) !== undefined) {
      this.movement++
      if (this.#isOutdated && !this.#isFromOldest) this.startMs = this.time.of(message)
      this.#isOutdated = false
      return
    }
    // It begins with what comes next, rather than where it was asked to.
    if ('name' in message && message.name === 'OutdatedCursor') this.#isOutdated = true
    if (!isCursorMessage(this.#nsid, message)) return
    const highest = Math.max(message.cursor, message.highestSeq)
    if (this.#highestTold === undefined && this.toldFirst === undefined) {
      this.#noteBeginning(message)
    } else if (highest > (this.#highestTold ?? Infinity)) this.movement++
    this.#highestTold = Math.max(this.#highestTold ?? 0, highest)
  }

  /** The host may not have all that was asked for. */
  #noteBeginning({ cursor }: CursorMessage): void {
    const asked = this.entry.from.cursor
    if (this.#isFromOldest) return
    if (asked === undefined || cursor > asked) this.startMs = this.time.at(cursor)
  }

  /** Whatever the host has was asked for, so that it never begins later than that. */
  get #isFromOldest(): boolean {
    return this.entry.from.cursor === 0
  }
}

/** The one that has come furthest in the stream's time. */
export function furthest<M extends TypedMessage>(
  legs: readonly HostLeg<M>[],
): HostLeg<M> | undefined {
  let first: HostLeg<M> | undefined
  for (const leg of legs) {
    if (first === undefined || (leg.positionMs ?? 0) > (first.positionMs ?? 0)) first = leg
  }
  return first
}
