import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { seqOf } from '../stream/message.js'
import { isTimeLike } from '../stream/time-like-seq.js'
import type { Backfill, Behind, Position } from './position.js'

/** What a feed says of itself. */
export interface FeedFacts {
  readonly host: string
  readonly cursor: number | undefined
  /** The last `#cursor` message; absent against hosts that send none. */
  readonly told: CursorMessage | undefined
  readonly live: boolean | undefined
  readonly subprotocol: Position['subprotocol']
}

/** Who is this close to the clock is taken to be live, in seconds. */
const liveWithinSeconds = 10
/** Between two measurements of the pace at least so many milliseconds pass. */
const sampleMs = 250
/** How much of a new measurement goes into the pace. */
const sampleWeight = 0.3

/** Works out where a subscription is, and how fast it gets on. */
export class PositionMeter {
  readonly #now: () => number
  #last: TypedMessage | undefined
  #count = 0
  /** What the last `#cursor` was, and how many messages there had been then. */
  #told: CursorMessage | undefined
  #countWhenTold = 0
  /** Where the replay began. */
  #replayFrom: number | undefined
  #sampledAt: number | undefined
  #countWhenSampled = 0
  #perSecond: number | undefined

  /** @param now the clock, in milliseconds since the UNIX epoch */
  constructor(now: () => number) {
    this.#now = now
  }

  /** A message is handed out. */
  count(message: TypedMessage): void {
    this.#count++
    this.#last = message
  }

  /** Where a feed is now. */
  position(facts: FeedFacts): Position {
    this.#notice(facts)
    const { told, cursor } = facts
    const nowMs = this.#now()
    const seconds = this.#secondsBehind(facts, nowMs)
    const live = told === undefined ? this.#inferredLive(facts, seconds) : facts.live
    const behind = { ...this.#left(facts), seconds }
    const highestSeq =
      told === undefined ? undefined : Math.max(told.highestSeq, told.cursor, cursor ?? 0)
    return {
      cursor,
      highestSeq,
      lowestSeq: told?.lowestSeq,
      live,
      behind,
      backfill: live === false ? this.#backfill(facts, highestSeq, behind) : undefined,
      seqScheme:
        told?.seqScheme ?? (cursor !== undefined && isTimeLike(cursor) ? 'unix-micros' : undefined),
      sequenceId: told?.sequenceId,
      host: facts.host,
      subprotocol: facts.subprotocol,
      inferred: told === undefined,
    }
  }

  #notice({ told, live, cursor }: FeedFacts): void {
    this.#sample()
    if (live !== false) this.#replayFrom = undefined
    else this.#replayFrom ??= Math.max(cursor ?? 0, (told?.lowestSeq ?? 1) - 1)
    if (told === this.#told) return
    this.#told = told
    this.#countWhenTold = this.#count
  }

  #sample(): void {
    const now = this.#now()
    if (this.#sampledAt !== undefined) {
      const elapsed = now - this.#sampledAt
      if (elapsed < sampleMs) return
      const perSecond = ((this.#count - this.#countWhenSampled) / elapsed) * 1000
      this.#perSecond =
        this.#perSecond === undefined
          ? perSecond
          : this.#perSecond + (perSecond - this.#perSecond) * sampleWeight
    }
    this.#sampledAt = now
    this.#countWhenSampled = this.#count
  }

  #left({ told }: FeedFacts): Pick<Behind, 'messages' | 'bytes'> {
    const { pendingMessages, pendingBytes } = told ?? {}
    if (pendingMessages === undefined) return { messages: undefined, bytes: undefined }
    const messages = Math.max(0, pendingMessages - (this.#count - this.#countWhenTold))
    const isAll = messages === pendingMessages
    // What is left of the bytes is known as exactly as messages are of one size.
    const share = pendingMessages === 0 ? 0 : messages / pendingMessages
    return {
      messages,
      bytes: pendingBytes === undefined || isAll ? pendingBytes : Math.round(pendingBytes * share),
    }
  }

  #secondsBehind({ cursor, told, live }: FeedFacts, nowMs: number): number | undefined {
    const tellsTime =
      told?.seqScheme === 'unix-micros' ||
      (told === undefined && cursor !== undefined && isTimeLike(cursor))
    if (tellsTime && cursor !== undefined) {
      // At the end of a quiet stream nothing is missing, however old the last message is.
      const end = told === undefined ? nowMs * 1000 : Math.max(told.highestSeq, cursor)
      return Math.max(0, (end - cursor) / 1e6)
    }
    if (live === true) return 0
    const time = this.#last === undefined ? undefined : timeOf(this.#last)
    return time === undefined ? undefined : Math.max(0, (nowMs - time) / 1000)
  }

  #inferredLive({ subprotocol }: FeedFacts, seconds: number | undefined): boolean | undefined {
    if (subprotocol === undefined || seconds === undefined || this.#last === undefined) {
      return undefined
    }
    return seconds < liveWithinSeconds
  }

  #backfill({ cursor }: FeedFacts, highestSeq: number | undefined, left: Behind): Backfill {
    const from = this.#replayFrom ?? cursor ?? 0
    const all = (highestSeq ?? 0) - from
    const done = (cursor ?? 0) - from
    const perSecond = this.#perSecond
    return {
      progress: all > 0 ? Math.min(1, Math.max(0, done / all)) : 0,
      messagesPerSecond: perSecond,
      secondsLeft:
        left.messages === undefined || perSecond === undefined || perSecond === 0
          ? undefined
          : left.messages / perSecond,
    }
  }
}

/** When a message was made, in milliseconds since the UNIX epoch, where it tells. */
export function timeOf(message: TypedMessage): number | undefined {
  const seq = seqOf(message)
  if (seq !== undefined && isTimeLike(seq)) return seq / 1000
  const time: unknown = 'time' in message ? message.time : undefined
  if (typeof time !== 'string') return undefined
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? undefined : ms
}
