import type { Connection } from './connection.js'
import type { Feed } from './feed.js'

/**
 * The connections of a stream, those with the same feed one behind the other: they are sent the same
 * bytes, which then are still in the processor's cache.
 */
export class ConnectionsByFeed implements Iterable<Connection> {
  readonly #byFeed = new Map<Feed, Set<Connection>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(feed: Feed, connection: Connection): void {
    const connections = this.#byFeed.get(feed) ?? new Set()
    this.#byFeed.set(feed, connections.add(connection))
    this.#size++
  }

  /** Removes a connection that was added and not removed yet. */
  delete(feed: Feed, connection: Connection): void {
    const connections = this.#byFeed.get(feed)
    if (connections?.delete(connection) !== true) return
    this.#size--
    if (connections.size === 0) this.#byFeed.delete(feed)
  }

  *[Symbol.iterator](): Generator<Connection, undefined> {
    for (const connections of this.#byFeed.values()) yield* connections
    return undefined
  }
}
