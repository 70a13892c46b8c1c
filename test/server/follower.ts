import { expect } from 'vitest'
import type { Cursor, Message } from './example-stream.js'
import type { Peer } from './harness.js'

/** Reads all that a connection is sent, and keeps it, so that it can be judged as a whole. */
export class Follower {
  readonly peer: Peer
  /** Every message, in the order of arrival. */
  readonly messages: Message[] = []
  /** The error frame that ended the connection, as `name: message`; absent where there was none. */
  error: string | undefined
  /** Everything with a seq up to here that was asked for has arrived. */
  #position = 0
  #live = false
  #over = false

  constructor(peer: Peer) {
    this.peer = peer
  }

  /** Whether the connection has ended, with an error frame or without. */
  get over(): boolean {
    return this.#over
  }

  /** Reads until everything up to `seq` has arrived and the connection is live, or is over. */
  async reach(seq: number): Promise<void> {
    while (!this.#over && (!this.#live || this.#position < seq)) await this.#read()
  }

  /** Reads so many frames, or fewer where the connection ends; throws where it is over. */
  async read(count: number): Promise<void> {
    if (this.#over) throw new Error('the connection is over')
    for (let i = 0; i < count && !this.#over; i++) await this.#read()
  }

  async #read(): Promise<void> {
    const frame = await this.peer.next()
    if (frame?.kind === 'message') this.#take(frame.message)
    else if (frame?.kind === 'error') this.error = `${frame.error}: ${frame.message}`
    else if (frame === undefined) this.#over = true
    else throw new Error(`unexpected frame: ${frame.kind}`)
  }

  #take(message: Message): void {
    this.messages.push(message)
    if ('seq' in message) this.#position = message.seq
    if ('cursor' in message) {
      this.#position = message.cursor
      this.#live = message.live
    }
  }
}

/** The first message of a connection, which has to be a `#cursor`. */
export function firstCursor(messages: readonly Message[]): Cursor {
  const [first] = messages
  if (first === undefined || !('cursor' in first)) throw new Error('does not begin with #cursor')
  return first
}

/** The sequence numbers of the messages that have one. */
export function seqsOf(messages: readonly Message[]): number[] {
  return messages.flatMap((message) => ('seq' in message ? [message.seq] : []))
}

/**
 * Expects a connection to have been sent exactly these sequence numbers, and each of its `#cursor`
 * messages to have been true when it came: all up to its position had been sent, nothing beyond.
 *
 * @param asked the numbers of all messages that the connection asked for, in order
 */
export function expectFaithful(messages: readonly Message[], asked: readonly number[]): void {
  firstCursor(messages)
  expect(seqsOf(messages)).toEqual(asked)
  let sent = 0
  let before = { cursor: 0, highestSeq: 0 }
  for (const message of messages) {
    if ('seq' in message) sent++
    if (!('cursor' in message)) continue
    const { cursor, highestSeq } = message
    const due = asked.findLastIndex((seq) => seq <= cursor) + 1
    expect({ cursor, sent }).toEqual({ cursor, sent: due })
    expect(cursor).toBeGreaterThanOrEqual(before.cursor)
    expect(highestSeq).toBeGreaterThanOrEqual(Math.max(cursor, before.highestSeq))
    before = message
  }
}
