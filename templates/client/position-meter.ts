import type { CursorMessage } from '../stream/cursor-message.js'
import type { TypedMessage } from '../stream/descriptor.js'
import { isTimeLike } from '../stream/time-like-seq.js'
import { timeOf } from './message-time.js'
import { Pace } from './pace.js'
import type { Backfill, Behind, Position } from './position.js'
import { Replay, type Distance, type Stage } from './replay.js'

/** What a feed says of itself. */
export interface FeedFacts {
  readonly host: string
  readonly cursor: number | undefined
  /** The last `#cursor` message; absent against hosts that send none. */
  readonly told: CursorMessage | undefined
  readonly live: boolean | undefined
  readonly subprotocol: Position['subprotocol']
}

/** Whose messages come this soon after they were made is taken to be live, in seconds. */
const liveWithinSeconds = 10

/** Works out where a subscription is, and how fast it gets on. */
export class PositionMeter {
  readonly #now: () => number
  /** The last message; absent where none has come on this connection. */
  #last: TypedMessage | undefined
  #count = 0
  /** When the consumer last had everything that had come, and how many messages that were. */
  #waitingMs = 0
  #countWhenWaiting = 0
  readonly #pace = new Pace()
  readonly #replay = new Replay()
  /** What the last `#cursor` was, and how many messages there had been then. */
  #told: CursorMessage | undefined
  #countWhenTold = 0

  /** @param now the clock, in milliseconds since the UNIX epoch */
  constructor(now: () => number) {
    this.#now = now
  }

  /** A message is handed out. */
  count(message: TypedMessage): void {
    this.#count++
    this.#last = message
  }

  /** The host has told of its position: what is counted from there on is counted from now. */
  told(facts: FeedFacts): void {
    this.position(facts)
  }

  /** The consumer waits for another message: the last one came just now, if it is new. */
  waiting(): void {
    if (this.#countWhenWaiting === this.#count) return
    this.#countWhenWaiting = this.#count
    this.#waitingMs = this.#now()
  }

  /** There is no connection, and what the next one brings is not known. */
  disconnected(): void {
    this.#last = undefined
  }

  /** Where a feed is now. */
  position(facts: FeedFacts): Position {
    const nowMs = this.#now()
    this.#notice(facts, nowMs)
    const { told, cursor } = facts
    const madeMs = this.#last === undefined ? undefined : timeOf(this.#last)
    const reachedMs = this.#countWhenWaiting === this.#count ? this.#waitingMs : nowMs
    const live = told === undefined ? inferredLive(facts, madeMs, reachedMs) : facts.live
    const behind = {
      ...this.#left(facts),
      seconds:
        told === undefined
          ? inferredAge(facts, madeMs, live === true ? reachedMs : nowMs)
          : toldAge(told, cursor, facts.live, madeMs, nowMs),
    }
    const highestSeq =
      told === undefined ? undefined : Math.max(told.highestSeq, told.cursor, cursor ?? 0)
    return {
      cursor,
      highestSeq,
      lowestSeq: told?.lowestSeq,
      live,
      behind,
      backfill: this.#backfill(facts, live, behind, nowMs),
      seqScheme:
        told?.seqScheme ?? (cursor !== undefined && isTimeLike(cursor) ? 'unix-micros' : undefined),
      sequenceId: told?.sequenceId,
      host: facts.host,
      subprotocol: facts.subprotocol,
      inferred: told === undefined,
    }
  }

  #notice({ told }: FeedFacts, nowMs: number): void {
    this.#pace.note(this.#count, nowMs)
    if (told === this.#told) return
    this.#told = told
    this.#countWhenTold = this.#count
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

  #backfill(
    { host, told, cursor = 0 }: FeedFacts,
    live: boolean | undefined,
    { messages, seconds }: Behind,
    nowMs: number,
  ): Backfill | undefined {
    if (live === true) this.#replay.over()
    if (live !== false) return undefined
    let stage: Stage
    let from = cursor
    let distance: Distance | undefined
    if (told !== undefined) {
      stage = {
        sequence: `${told.sequenceId ?? ''} of ${host}`,
        at: cursor,
        end: Math.max(told.highestSeq, told.cursor, cursor),
      }
      from = Math.max(cursor, (told.lowestSeq ?? 1) - 1)
      distance = { unit: 'seqs', left: stage.end - cursor }
      if (messages !== undefined) distance = { unit: 'messages', left: messages }
    } else {
      const at = nowMs - (seconds ?? 0) * 1000
      stage = { sequence: 'time', at, end: nowMs }
      from = at
      distance = seconds === undefined ? undefined : { unit: 'seconds', left: seconds }
    }
    this.#replay.note(stage, from, distance, nowMs)
    return this.#replay.backfill(stage, distance, this.#pace.perSecond)
  }
}

/**
 * By how old the last message was when the consumer had it: on a quiet stream it only seems to grow
 * old.
 */
function inferredLive(
  { subprotocol }: FeedFacts,
  madeMs: number | undefined,
  reachedMs: number,
): boolean | undefined {
  if (subprotocol === undefined || madeMs === undefined) return undefined
  return reachedMs - madeMs < liveWithinSeconds * 1000
}

function inferredAge(
  { cursor }: FeedFacts,
  madeMs: number | undefined,
  nowMs: number,
): number | undefined {
  const atMs = cursor !== undefined && isTimeLike(cursor) ? cursor / 1000 : madeMs
  return atMs === undefined ? undefined : Math.max(0, (nowMs - atMs) / 1000)
}

/** How many seconds of the stream are left, by what the host has told. */
function toldAge(
  told: CursorMessage,
  cursor: number | undefined,
  live: boolean | undefined,
  madeMs: number | undefined,
  nowMs: number,
): number | undefined {
  // At the end of a quiet stream nothing is missing, however old the last message is.
  if (told.seqScheme === 'unix-micros' && cursor !== undefined) {
    return Math.max(0, (Math.max(told.highestSeq, cursor) - cursor) / 1e6)
  }
  if (live === true) return 0
  return madeMs === undefined ? undefined : Math.max(0, (nowMs - madeMs) / 1000)
}
