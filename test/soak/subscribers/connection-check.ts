import { stream, type Cursor } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import type { Subprotocol } from '../../../templates/frame/subprotocol.js'
import type { Shard } from '../../../templates/stream/shard.js'
import type { Accounts } from '../accounts.js'
import type { SoakMessages } from '../soak-messages.js'

/** What a connection asked for. */
export interface Asked {
  readonly subprotocol: Subprotocol
  /** Absent for the whole stream. */
  readonly part: Shard | undefined
  /** Absent for new messages alone. */
  readonly cursor: number | undefined
}

/** Every so many messages one is decoded, and compared with what was published. */
const comparedEvery = 8

/**
 * Checks what one connection is sent: every message of its part of the stream, each once, in order,
 * and `#cursor` messages that are true.
 */
export class ConnectionCheck {
  readonly #asked: Asked
  readonly #accounts: Accounts
  readonly #messages: SoakMessages
  readonly #report: (problem: string) => void
  #cursor: Cursor | undefined
  #position: number | undefined
  /** Where the connection began. */
  #start = 0
  #infoDue = false
  /** What the log may have dropped before it was read: the highest seq of it. */
  #dropped: number | undefined
  #mayStartLater = false
  #error: string | undefined
  /** How many messages of the stream there were. */
  messages = 0
  /** How often the connection was moved back to the log, and went live. */
  movedBack = 0
  wentLive = 0
  /** Whether `#info` said that the cursor that was asked for is outdated. */
  outdated = false
  /** The seq up to which all had been sent when the connection was said to be too slow. */
  tooSlowAfter: number | undefined
  /** Told how long ago a message was made that came while the connection was live, in milliseconds. */
  onAge: ((ageMs: number) => void) | undefined

  constructor(
    asked: Asked,
    accounts: Accounts,
    messages: SoakMessages,
    report: (problem: string) => void,
  ) {
    this.#asked = asked
    this.#accounts = accounts
    this.#messages = messages
    this.#report = report
  }

  /** All that was asked for up to this seq has come; absent before the first message. */
  get position(): number | undefined {
    return this.#position
  }

  /** Whether the server said last that the connection is live. */
  get live(): boolean {
    return this.#cursor?.live ?? false
  }

  /** The error frame that came, as `name: message`. */
  get error(): string | undefined {
    return this.#error
  }

  /** Whether the connection is live, and nothing that was asked for is missing up to a seq. */
  hasAll(upTo: number): boolean {
    if (this.#position === undefined || !this.live) return false
    return this.#accounts.next(this.#asked.part, this.#position, upTo) === undefined
  }

  /** Takes what comes next. */
  take(frame: Uint8Array, binary: boolean): void {
    const codec = stream.codecs[this.#asked.subprotocol]
    if (binary !== codec.binary) this.#report('text and binary messages are mixed up')
    if (this.#error !== undefined) this.#report('something came after the error frame')
    const { kind, type, seq, shardKey } = codec.peek(frame)
    if (this.#infoDue && type !== `${stream.nsid}#info`) {
      this.#report(`#info was due, got ${type ?? kind}`)
      this.#infoDue = false
    }
    if (kind === 'message' && seq !== undefined) this.#takeSequenced(seq, shardKey, frame)
    else this.#takeOther(frame)
  }

  #takeSequenced(seq: number, did: string | undefined, frame: Uint8Array): void {
    this.messages++
    if (this.#position === undefined) {
      this.#report(`seq ${seq} came before a #cursor`)
      this.#position = seq - 1
    }
    const position = this.#position
    if (seq <= position) {
      this.#report(`seq ${seq} came after ${position}`)
      return
    }
    this.#expectUpTo(seq - 1, `seq ${seq}`)
    if (did !== this.#accounts.didOf(seq)) {
      this.#report(`seq ${seq} is about ${did}, not ${this.#accounts.didOf(seq)}`)
    } else if (this.#accounts.next(this.#asked.part, seq - 1, seq) === undefined) {
      this.#report(`seq ${seq} is not of the shard that was asked for`)
    }
    this.#position = seq
    this.#mayStartLater = false
    if (seq % comparedEvery === 0) this.#compare(seq, frame)
  }

  /** Nothing that was asked for may be missing up to a seq. */
  #expectUpTo(upTo: number, what: string): void {
    const position = this.#position ?? 0
    const missing = this.#accounts.next(this.#asked.part, position, upTo)
    if (missing === undefined) return
    if (this.#mayStartLater) this.#dropped = this.#accounts.last(this.#asked.part, position, upTo)
    else this.#report(`seq ${missing} is missing: ${what} came after ${position}`)
  }

  #compare(seq: number, frame: Uint8Array): void {
    const decoded = stream.codecs[this.#asked.subprotocol].decode(frame)
    if (decoded.kind !== 'message' || !('seq' in decoded.message)) return
    const { message } = decoded
    const sent = stream.codecs['xrpc.v0.cbor'].encode(message)
    if (Buffer.compare(sent, this.#messages.frame(seq, message.time)) !== 0) {
      this.#report(`seq ${seq} is another message than was published`)
    }
    if (this.live) this.onAge?.(Date.now() - Date.parse(message.time))
  }

  #takeOther(frame: Uint8Array): void {
    const decoded = stream.codecs[this.#asked.subprotocol].decode(frame)
    if (decoded.kind === 'error') {
      this.#takeError(decoded.error, decoded.message ?? '')
    } else if (decoded.kind !== 'message') {
      this.#report(`${decoded.kind} came`)
    } else if ('highestSeq' in decoded.message) {
      this.#takeCursor(decoded.message)
    } else if ('name' in decoded.message) {
      const { name } = decoded.message
      if (!this.#infoDue || name !== 'OutdatedCursor') this.#report(`#info ${name} came`)
      this.#infoDue = false
      this.outdated = true
    }
  }

  #takeError(error: string, message: string): void {
    this.#error = `${error}: ${message}`
    if (error !== 'ConsumerTooSlow') return
    const upTo = /^what follows (\d+) is no longer retained$/.exec(message)?.[1]
    // In a shard the connection may be further than its last message.
    this.tooSlowAfter = Number(upTo)
    const { tooSlowAfter } = this
    const position = this.#position ?? 0
    const missing = this.#accounts.next(this.#asked.part, position, tooSlowAfter)
    if (upTo === undefined || tooSlowAfter < position || missing !== undefined) {
      this.#report(`${this.#error}, at ${position}`)
    }
  }

  #takeCursor(cursor: Cursor): void {
    const before = this.#cursor
    if (before === undefined) this.#begin(cursor)
    else this.#goOn(before, cursor)
    const turnedLive = cursor.live && before?.live !== true
    // A shard does not know what is left; of the whole stream nothing may be.
    const left = (cursor.pendingMessages ?? 0) > 0 || cursor.cursor !== cursor.highestSeq
    if (turnedLive && left) this.#report(`${show(cursor)} is not the end`)
    if (cursor.cursor > cursor.highestSeq) this.#report(`${show(cursor)} is beyond the end`)
    if (cursor.seqScheme !== 'counter' || cursor.shardCount !== 32) {
      this.#report(`${show(cursor)} tells of ${cursor.seqScheme} and ${cursor.shardCount} shards`)
    }
    this.#cursor = cursor
    this.#position = Math.max(this.#position ?? 0, cursor.cursor)
  }

  #begin(cursor: Cursor): void {
    const asked = this.#asked.cursor
    const { lowestSeq = cursor.highestSeq + 1 } = cursor
    const isOutdated = asked !== undefined && asked > 0 && cursor.cursor !== asked
    if (asked === undefined && !cursor.live) this.#report(`${show(cursor)} though new ones alone`)
    if (asked !== undefined && cursor.cursor < asked) {
      this.#report(`${show(cursor)} lies before ${asked}, which was asked for`)
    } else if ((asked === 0 || isOutdated) && cursor.cursor !== lowestSeq - 1) {
      this.#report(`${show(cursor)} though ${lowestSeq} is retained and ${asked} was asked for`)
    }
    this.#start = cursor.cursor
    this.#infoDue = isOutdated
    this.#mayStartLater = asked === 0 || isOutdated
    if (cursor.live) this.wentLive++
  }

  #goOn(before: Cursor, cursor: Cursor): void {
    if (cursor.cursor < before.cursor || cursor.highestSeq < before.highestSeq) {
      this.#report(`${show(cursor)} came after ${show(before)}`)
    }
    if (cursor.sequenceId !== before.sequenceId) this.#report('the sequenceId has changed')
    const position = this.#position ?? this.#start
    if (position > cursor.cursor) this.#report(`${show(cursor)} came after ${position}`)
    this.#expectUpTo(cursor.cursor, show(cursor))
    const { lowestSeq = cursor.highestSeq + 1 } = cursor
    if (this.#dropped !== undefined && this.#dropped >= lowestSeq) {
      this.#report(`seq ${this.#dropped} did not come, and is retained: ${lowestSeq} is the lowest`)
    }
    this.#dropped = undefined
    if (before.live && !cursor.live) this.movedBack++
    if (!before.live && cursor.live) this.wentLive++
  }
}

function show({ cursor, highestSeq, live }: Cursor): string {
  return `#cursor ${cursor}/${highestSeq} ${live ? 'live' : 'replay'}`
}
