/** A server of one stream whose messages are published in its own process. */
export interface Contender {
  /** On the loopback interface. */
  readonly port: number
  /** How many connections it serves. */
  subscriberCount(): number
  /**
   * Makes ready what will be published: everything up to there is somebody else's work.
   *
   * @param frames in `xrpc.v0.cbor`, in ascending order
   */
  prepare(frames: readonly Buffer[]): void
  /**
   * Publishes one of the prepared messages to all who are connected.
   *
   * @throws Error where the server has failed since the last call
   */
  publish(index: number): void | Promise<void>
}

/** Where every contender serves the stream. */
export const target = '/xrpc/com.atproto.sync.subscribeRepos'
