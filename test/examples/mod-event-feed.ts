import { EventEmitter, once } from 'node:events'
import type { Cursor, Message } from '../../generated/chat.bsky.moderation.subscribeModEvents.js'

/** An event of the stream: any message but `#cursor`. */
export type ModEvent = Exclude<Message, Cursor>

/** The events of a chat service, in the order of their `rev`, and a way to wait for the next one. */
export class ModEventFeed {
  readonly #events: ModEvent[] = []
  /** Everyone who reads along listens to it. */
  readonly #changes = new EventEmitter().setMaxListeners(0)

  /** The `rev` of the newest event; absent while there is none. */
  get newest(): string | undefined {
    return this.#events.at(-1)?.rev
  }

  /** Adds an event, whose `rev` is above all others'. */
  add(event: ModEvent): void {
    this.#events.push(event)
    this.#changes.emit('added')
  }

  /** The first event whose `rev` is above `rev`. */
  after(rev: string): ModEvent | undefined {
    return this.#events.find((event) => event.rev > rev)
  }

  /** Resolves when an event has been added; rejects when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'added', { signal })
  }
}
