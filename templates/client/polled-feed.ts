import type { TypedMessage } from '../stream/descriptor.js'
import type { Feed } from './feed.js'

/**
 * A {@link Feed} for a reader that merges several and would wait for all of them at once: it looks
 * for a message, and where there is none `FeedEvents.arrived` tells when to look again. Either that or
 * `next` is used, not both.
 */
export interface PolledFeed<M extends TypedMessage> extends Feed<M> {
  /**
   * Takes the next message; absent where there is none yet, or never again. The first call starts the
   * feed. It never throws: of a failure `FeedEvents.ended` tells before this returns.
   */
  poll(): M | undefined
}
