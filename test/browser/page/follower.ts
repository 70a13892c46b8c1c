import { stream, type Message } from '../../../generated/com.atproto.sync.subscribeRepos.js'
import {
  subscribe,
  type Position,
  type Reconnection,
  type Subscription,
} from '../../../generated/runtime/client/index.js'
import type { Subprotocol } from '../../../generated/runtime/frame/subprotocol.js'
import { counted, emptyTally, type Tally } from './tally.js'
import { TallyingStore } from './tallying-store.js'

export type FollowerState = 'connecting' | 'replaying' | 'live' | 'reconnecting' | 'stopped'

/** Follows a stream in one encoding, from where it was when the page was last open. */
export class Follower {
  readonly subprotocol: Subprotocol
  readonly #host: string
  readonly #onChange: () => void
  readonly #store: TallyingStore
  #running: { readonly messages: Subscription<Message>; readonly ended: Promise<void> } | undefined
  #tally = emptyTally
  #resumedAt: number | undefined
  #last: Message | undefined
  #lastSeq: number | undefined
  #reconnects = 0
  #reconnection: Reconnection | undefined
  #error: unknown

  /**
   * @param host where the stream is, such as `ws://127.0.0.1:2583`
   * @param onChange called whenever there is something new to be shown
   */
  constructor(subprotocol: Subprotocol, host: string, onChange: () => void) {
    this.subprotocol = subprotocol
    this.#host = host
    this.#onChange = onChange
    this.#store = new TallyingStore(`${stream.nsid} ${subprotocol}`, () => this.#tally)
  }

  get state(): FollowerState {
    if (this.#error !== undefined) return 'stopped'
    const live = this.position?.live
    if (live !== undefined) return live ? 'live' : 'replaying'
    return this.#reconnection === undefined ? 'connecting' : 'reconnecting'
  }

  /** Absent before the start. */
  get position(): Position | undefined {
    return this.#running?.messages.position
  }

  /** Everything that was ever received, before the page was loaded anew too. */
  get tally(): Tally {
    return this.#tally
  }

  /** Where this page went on from; absent where it began with the oldest message. */
  get resumedAt(): number | undefined {
    return this.#resumedAt
  }

  /** The last message with a seq. */
  get last(): Message | undefined {
    return this.#last
  }

  get lastSeq(): number | undefined {
    return this.#lastSeq
  }

  /** How often a connection was lost, or could not be made. */
  get reconnects(): number {
    return this.#reconnects
  }

  /** Why there is no connection, where it is being made anew. */
  get reconnection(): Reconnection | undefined {
    return this.#reconnection
  }

  /** What ended it. */
  get error(): unknown {
    return this.#error
  }

  start(): void {
    try {
      this.#tally = this.#store.loadTally()
      this.#resumedAt = this.#store.load()?.cursor
    } catch (error) {
      this.#stop(error)
      return
    }
    const messages = subscribe(stream, {
      host: this.#host,
      subprotocols: [this.subprotocol],
      cursor: 'oldest',
      store: this.#store,
      saveIntervalMs: 250,
      backoff: { maxMs: 2000 },
      onReconnect: (reconnection) => {
        this.#reconnects++
        this.#reconnection = reconnection
        this.#onChange()
      },
    })
    messages.onPosition(() => this.#onChange())
    const ended = this.#follow(messages).catch((error: unknown) => this.#stop(error))
    this.#running = { messages, ended }
  }

  /** Forgets everything and begins with the oldest message. */
  async startOver(): Promise<void> {
    await this.#running?.messages.return()
    await this.#running?.ended
    this.#store.clear()
    this.#running = undefined
    this.#last = undefined
    this.#lastSeq = undefined
    this.#reconnects = 0
    this.#reconnection = undefined
    this.#error = undefined
    this.start()
  }

  async #follow(messages: Subscription<Message>): Promise<void> {
    for await (const message of messages) {
      this.#reconnection = undefined
      if (!('seq' in message)) continue
      this.#tally = counted(this.#tally, message.seq)
      this.#last = message
      this.#lastSeq = message.seq
      this.#onChange()
    }
  }

  #stop(error: unknown): void {
    this.#error = error
    this.#onChange()
  }
}
